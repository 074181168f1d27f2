import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import type { ApprovalState } from '@renum/contracts';
import { ApprovalsApi } from '../../core/api/approvals.api';
import { Paged } from '../../core/api/paged';
import { APPROVAL_LOOKS } from '../../core/approvals/approval-looks';
import { ApprovalStore } from '../../core/approvals/approval-store';
import { EmptyState } from '../../ui/empty-state/empty-state';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { ShowMore } from '../../ui/show-more/show-more';
import { Skeleton } from '../../ui/skeleton/skeleton';
import { ApprovalCard } from './approval-card/approval-card';
import { ApprovalTable } from './approval-table/approval-table';

type Over = Exclude<ApprovalState, 'pending'>;
const OVER: Over[] = ['approved', 'denied', 'expired', 'withdrawn'];

/** The calls that wait for a person, and what people said to earlier ones. */
@Component({
  selector: 'rn-approvals-page',
  imports: [
    ApprovalCard,
    ApprovalTable,
    EmptyState,
    LoadError,
    MatButton,
    MatFormFieldModule,
    MatSelectModule,
    PageHeader,
    RouterLink,
    ShowMore,
    Skeleton,
  ],
  templateUrl: './approvals-page.html',
  styleUrl: './approvals-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ApprovalsPage {
  private readonly api = inject(ApprovalsApi);
  private readonly store = inject(ApprovalStore);
  protected readonly states = OVER.map((value) => ({ value, label: APPROVAL_LOOKS[value].label }));
  protected readonly state = signal<Over | undefined>(undefined);
  protected readonly pending = this.store.pending;
  protected readonly past = new Paged((cursor) => this.api.list({ state: this.state() }, cursor));
  protected readonly rows = computed(() =>
    this.past.items().filter(({ state }) => state !== 'pending'),
  );

  constructor() {
    effect(() => {
      this.state();
      untracked(() => void this.past.reload({ keep: false }));
    });
    let known = this.store.over();
    effect(() => {
      const over = this.store.over();
      if (over === known) return;
      known = over;
      untracked(() => void this.past.reload());
    });
  }
}
