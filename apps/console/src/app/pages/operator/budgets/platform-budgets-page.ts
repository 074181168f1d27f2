import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import type { PlatformBudgetView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { BudgetsApi } from '../../../core/api/budgets.api';
import { PERIOD_WORDS } from '../../../core/budget-words';
import { whileVisible } from '../../../core/polling';
import { EmptyState } from '../../../ui/empty-state/empty-state';
import { LoadError } from '../../../ui/load-error/load-error';
import { PageHeader } from '../../../ui/page-header/page-header';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { BudgetActions } from '../../budgets/budget-actions';
import { BudgetList, type NamedBudget } from '../../budgets/budget-list/budget-list';
import { PlatformBudgetDialog } from './platform-budget-dialog';

const REFRESH_MS = 15_000;

/** What all tenants together may spend, whoever pays for it. */
@Component({
  selector: 'rn-platform-budgets-page',
  imports: [BudgetList, EmptyState, LoadError, MatButton, MatIcon, PageHeader, Skeleton],
  template: `
    <div class="rn-page">
      <rn-page-header
        heading="Platform budgets"
        lead="What all tenants together may spend: a last line, whatever budgets they set themselves."
      >
        <button matButton="filled" type="button" (click)="create()">
          <mat-icon>add</mat-icon>New budget
        </button>
      </rn-page-header>
      @if (rows(); as budgets) {
        @if (budgets.length === 0) {
          <rn-empty-state
            icon="savings"
            heading="No platform budget"
            text="Tenants spend as far as their own budgets go. Set one for a day or a month to cap the platform."
          />
        } @else {
          <rn-budget-list
            place="platform"
            [rows]="budgets"
            [mayChange]="true"
            [(open)]="open"
            (edit)="changeLimit($event)"
            (remove)="remove($event)"
          />
        }
      } @else if (list.error(); as error) {
        <rn-load-error [error]="error" (retry)="list.reload()" />
      } @else {
        <rn-skeleton [count]="2" [height]="68" />
      }
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PlatformBudgetsPage {
  private readonly dialog = inject(MatDialog);
  private readonly actions = inject(BudgetActions);
  protected readonly list = inject(BudgetsApi).platform();
  protected readonly open = signal<string | undefined>(undefined);
  protected readonly rows = computed(() =>
    this.list.hasValue()
      ? this.list.value().items.map((budget) => ({
          id: budget.id,
          name: `All tenants, ${PERIOD_WORDS[budget.period].each}`,
          icon: 'public',
          budget,
        }))
      : undefined,
  );

  constructor() {
    whileVisible(REFRESH_MS, () => this.list.reload());
  }

  protected async create(): Promise<void> {
    const opened = this.dialog.open<PlatformBudgetDialog, undefined, PlatformBudgetView>(
      PlatformBudgetDialog,
      { width: '420px', maxWidth: '94vw' },
    );
    const made = await firstValueFrom(opened.afterClosed());
    if (!made) return;
    this.open.set(made.id);
    this.list.reload();
  }

  protected async changeLimit(row: NamedBudget): Promise<void> {
    if (await this.actions.changeLimit('platform', row)) this.list.reload();
  }

  protected async remove(row: NamedBudget): Promise<void> {
    if (await this.actions.remove('platform', row)) this.list.reload();
  }
}
