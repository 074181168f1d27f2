import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import type { BudgetView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { BudgetsApi } from '../../core/api/budgets.api';
import { ProvidersApi } from '../../core/api/providers.api';
import { Session } from '../../core/auth/session';
import { budgetName, percentOf, SCOPE_LOOKS } from '../../core/budget-words';
import { whileVisible } from '../../core/polling';
import { EmptyState } from '../../ui/empty-state/empty-state';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { Skeleton } from '../../ui/skeleton/skeleton';
import { BudgetActions } from './budget-actions';
import { BudgetAlerts } from './budget-alerts/budget-alerts';
import { BudgetDialog } from './budget-dialog/budget-dialog';
import { BudgetList, type NamedBudget } from './budget-list/budget-list';

const REFRESH_MS = 15_000;

const usedOf = ({ budget }: NamedBudget): number => percentOf(budget.spent.nano, budget.limit.nano);

/** What the tenant may spend, and how far that is used up. */
@Component({
  selector: 'rn-budgets-page',
  imports: [
    BudgetAlerts,
    BudgetList,
    EmptyState,
    LoadError,
    MatButton,
    MatIcon,
    PageHeader,
    Skeleton,
  ],
  templateUrl: './budgets-page.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BudgetsPage {
  private readonly dialog = inject(MatDialog);
  private readonly actions = inject(BudgetActions);
  private readonly session = inject(Session);
  private readonly providers = inject(ProvidersApi).all();
  protected readonly list = inject(BudgetsApi).all();
  protected readonly mayChange = computed(() => this.session.atLeast('admin'));
  private readonly titles = computed(
    () =>
      new Map(
        this.providers.hasValue()
          ? this.providers.value().items.map(({ id, title }) => [id, title])
          : [],
      ),
  );
  /** Those that are used up most come first. */
  protected readonly rows = computed(() =>
    this.list.hasValue()
      ? this.list
          .value()
          .items.map((budget) => this.named(budget))
          .toSorted((a, b) => usedOf(b) - usedOf(a))
      : undefined,
  );
  protected readonly names = computed(
    () => new Map((this.rows() ?? []).map(({ id, name }) => [id, name])),
  );
  private readonly first = computed(() => this.rows()?.[0]?.id);
  /** The first one, until somebody opens another or closes it. */
  protected readonly open = linkedSignal<string | undefined, string | undefined>({
    source: this.first,
    computation: (first, before) => before?.value ?? (before?.source ? undefined : first),
  });

  constructor() {
    whileVisible(REFRESH_MS, () => this.list.reload());
  }

  protected async create(): Promise<void> {
    const opened = this.dialog.open<BudgetDialog, undefined, BudgetView>(BudgetDialog, {
      width: '480px',
      maxWidth: '94vw',
    });
    const made = await firstValueFrom(opened.afterClosed());
    if (!made) return;
    this.open.set(made.id);
    this.list.reload();
  }

  protected async changeLimit(row: NamedBudget<BudgetView>): Promise<void> {
    if (await this.actions.changeLimit('tenant', row)) this.list.reload();
  }

  protected async remove(row: NamedBudget<BudgetView>): Promise<void> {
    if (await this.actions.remove('tenant', row)) this.list.reload();
  }

  private named(budget: BudgetView): NamedBudget<BudgetView> {
    const name = budgetName(budget, (provider) => this.titles().get(provider) ?? provider);
    return { id: budget.id, name, icon: SCOPE_LOOKS[budget.scope].icon, budget };
  }
}
