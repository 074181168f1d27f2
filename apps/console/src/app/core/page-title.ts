import { computed, effect, inject, Injectable, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router';
import { ApprovalStore } from './approvals/approval-store';

/** The tab's title: what the page is, and how many calls wait for a person. */
@Injectable({ providedIn: 'root' })
export class PageTitle extends TitleStrategy {
  private readonly title = inject(Title);
  private readonly approvals = inject(ApprovalStore);
  private readonly page = signal('Renum');
  private readonly waiting = computed(() => this.approvals.pending().length);

  constructor() {
    super();
    effect(() => {
      const count = this.waiting();
      this.title.setTitle(count > 0 ? `(${count}) ${this.page()}` : this.page());
    });
  }

  override updateTitle(snapshot: RouterStateSnapshot): void {
    const title = this.buildTitle(snapshot);
    if (title !== undefined) this.set(title);
  }

  /** For a page whose title is its content's. */
  set(title: string): void {
    this.page.set(title);
  }
}
