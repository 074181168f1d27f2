import { ChangeDetectionStrategy, Component, computed, DOCUMENT, inject } from '@angular/core';
import { MatDivider } from '@angular/material/divider';
import { MatIcon } from '@angular/material/icon';
import { MatMenuModule } from '@angular/material/menu';
import { Router } from '@angular/router';
import { Session } from '../core/auth/session';
import { Notify } from '../core/notify';
import { Theme, type ThemeChoice } from '../core/theme';

const LOOKS: { value: ThemeChoice; icon: string; label: string }[] = [
  { value: 'light', icon: 'light_mode', label: 'Light' },
  { value: 'dark', icon: 'dark_mode', label: 'Dark' },
  { value: 'system', icon: 'contrast', label: 'As the system' },
];

/** Who is signed in where, and what is only about them: tenant, look, sign out. */
@Component({
  selector: 'rn-account-menu',
  imports: [MatMenuModule, MatIcon, MatDivider],
  templateUrl: './account-menu.html',
  styleUrl: './account-menu.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AccountMenu {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly notify = inject(Notify);
  private readonly document = inject(DOCUMENT);
  protected readonly theme = inject(Theme);
  protected readonly looks = LOOKS;
  protected readonly me = this.session.me;
  protected readonly place = computed(() => this.me()?.tenant?.name ?? 'Platform');
  protected readonly role = computed(() => this.me()?.tenant?.role ?? 'operator');
  protected readonly initial = computed(() => this.place().slice(0, 1).toUpperCase());
  protected readonly others = computed(
    () => this.me()?.memberships.filter(({ tenantId }) => tenantId !== this.me()?.tenant?.id) ?? [],
  );

  protected async switchTo(tenantId: string): Promise<void> {
    try {
      await this.session.switchTo(tenantId);
      // A whole new page: nothing of the other tenant stays in memory or on the screen.
      this.document.location.assign(this.session.home());
    } catch (error) {
      this.notify.failed(error);
    }
  }

  protected async signOut(): Promise<void> {
    try {
      await this.session.signOut();
    } catch (error) {
      this.notify.failed(error);
    }
    await this.router.navigateByUrl('/sign-in');
  }
}
