import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { BudgetsApi } from '../../../core/api/budgets.api';
import { Paged } from '../../../core/api/paged';
import { Ago } from '../../../ui/ago/ago';
import { LoadError } from '../../../ui/load-error/load-error';
import { MoneyPipe } from '../../../ui/pipes';
import { ShowMore } from '../../../ui/show-more/show-more';
import { Skeleton } from '../../../ui/skeleton/skeleton';

/** When which budget passed half, four fifths and all of its limit; of past periods too. */
@Component({
  selector: 'rn-budget-alerts',
  imports: [Ago, LoadError, MatIcon, MoneyPipe, ShowMore, Skeleton],
  template: `
    <h2 id="alerts">Alerts</h2>
    @if (alerts.error() && !alerts.loaded()) {
      <rn-load-error [error]="alerts.error()" (retry)="alerts.reload()" />
    } @else if (!alerts.loaded()) {
      <rn-skeleton [count]="2" [height]="44" />
    } @else if (alerts.items().length === 0) {
      <p class="rn-muted">No budget has passed half of its limit yet.</p>
    } @else {
      <ul class="rn-panel">
        @for (alert of alerts.items(); track alert.id) {
          <li>
            <mat-icon
              aria-hidden="true"
              [class.full]="alert.threshold === 100"
              [class.near]="alert.threshold === 80"
              >{{ alert.threshold === 100 ? 'block' : 'notifications' }}</mat-icon
            >
            <span class="rn-grow">
              <strong>{{ names().get(alert.budgetId) ?? 'A budget' }}</strong>
              {{ alert.threshold === 100 ? 'was used up' : 'reached ' + alert.threshold + ' %' }}
              of {{ alert.limit.nano | money: alert.limit.currency }}
            </span>
            <rn-ago class="rn-muted" [at]="alert.at" />
          </li>
        }
      </ul>
      <rn-show-more [list]="alerts" />
    }
  `,
  styleUrl: './budget-alerts.scss',
  host: { role: 'region', 'aria-labelledby': 'alerts' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BudgetAlerts {
  private readonly api = inject(BudgetsApi);
  /** By the id of the budget. */
  readonly names = input.required<ReadonlyMap<string, string>>();
  protected readonly alerts = new Paged((cursor) => this.api.alerts(cursor));

  constructor() {
    void this.alerts.reload();
  }
}
