import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import type { BudgetView } from '@renum/contracts';
import { OperatorApi } from '../../../core/api/operator.api';
import {
  BUDGET_STATE_LOOKS,
  budgetName,
  budgetState,
  PERIOD_WORDS,
} from '../../../core/budget-words';
import { BudgetBar } from '../../../ui/budget-bar/budget-bar';
import { Chip } from '../../../ui/chip/chip';
import { LoadError } from '../../../ui/load-error/load-error';
import { MoneyPipe } from '../../../ui/pipes';
import { Skeleton } from '../../../ui/skeleton/skeleton';

/** The budgets that a tenant has set itself; operators look at them and change none. */
@Component({
  selector: 'rn-tenant-budgets',
  imports: [BudgetBar, Chip, LoadError, MoneyPipe, Skeleton],
  template: `
    <h2>Budgets</h2>
    @if (list.error(); as error) {
      <rn-load-error [error]="error" (retry)="list.reload()" />
    } @else if (list.hasValue()) {
      @if (list.value().items.length === 0) {
        <p class="rn-muted">It has set none.</p>
      } @else {
        <ul class="rn-panel">
          @for (budget of list.value().items; track budget.id) {
            @let look = looks[stateOf(budget)];
            <li>
              <span class="name">
                <strong>{{ nameOf(budget) }}</strong>
                <span class="rn-muted">
                  {{ budget.spent.nano | money: budget.spent.currency }} of
                  {{ budget.limit.nano | money: budget.limit.currency }}
                  {{ periods[budget.period].each }}
                </span>
              </span>
              <rn-budget-bar [figures]="budget" />
              <rn-chip [tone]="look.tone" [icon]="look.icon">{{ look.label }}</rn-chip>
            </li>
          }
        </ul>
      }
    } @else {
      <rn-skeleton [count]="2" />
    }
  `,
  styleUrl: './tenant-budgets.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TenantBudgets {
  readonly tenantId = input.required<string>();
  protected readonly list = inject(OperatorApi).budgets(this.tenantId);
  protected readonly looks = BUDGET_STATE_LOOKS;
  protected readonly periods = PERIOD_WORDS;
  protected readonly stateOf = budgetState;
  /** Providers by their ids: a tenant's own ones have no title here. */
  protected readonly nameOf = (budget: BudgetView) => budgetName(budget, (provider) => provider);
}
