import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButtonToggleModule } from '@angular/material/button-toggle';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';
import { MatTableModule } from '@angular/material/table';
import type { UsageGroup } from '@renum/contracts';
import { UsageApi } from '../../core/api/usage.api';
import { addDays, dayOf } from '../../core/time';
import { EmptyState } from '../../shared/empty-state/empty-state';
import { LoadError } from '../../shared/load-error/load-error';
import { PageHeader } from '../../shared/page-header/page-header';
import { CountPipe, ExactMoneyPipe, MoneyPipe } from '../../shared/pipes';
import { Skeleton } from '../../shared/skeleton/skeleton';
import { UsageChart } from './usage-chart';
import { chartOf, type Metric } from './usage-series';

const GROUPS: Record<UsageGroup, string> = {
  day: 'Day',
  agent: 'Agent',
  member: 'Member',
  provider: 'Provider',
  model: 'Model',
  operation: 'Operation',
  kind: 'Kind',
  app: 'App',
};

/** What was used and what it cost, from the same events that are billed. */
@Component({
  selector: 'rn-usage-page',
  imports: [
    CountPipe,
    EmptyState,
    ExactMoneyPipe,
    LoadError,
    MatButtonToggleModule,
    MatFormFieldModule,
    MatSelectModule,
    MatTableModule,
    MoneyPipe,
    PageHeader,
    Skeleton,
    UsageChart,
  ],
  templateUrl: './usage-page.html',
  styleUrl: './usage-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UsagePage {
  protected readonly days = signal(30);
  protected readonly groupBy = signal<UsageGroup>('day');
  protected readonly metric = signal<Metric>('cost');
  protected readonly groups = Object.entries(GROUPS) as [UsageGroup, string][];
  protected readonly ranges = [7, 30, 90];
  protected readonly columns = ['label', 'llm', 'tool', 'input', 'output', 'cost'];
  protected readonly question = computed(() => {
    const to = dayOf(new Date());
    return { from: addDays(to, 1 - this.days()), to, groupBy: this.groupBy() };
  });
  protected readonly usage = inject(UsageApi).query(this.question);
  /** The last answer stays while the next one is on its way. */
  protected readonly view = computed(() =>
    this.usage.hasValue() ? this.usage.value() : undefined,
  );
  protected readonly groupTitle = computed(() => GROUPS[this.groupBy()]);
  protected readonly chart = computed(() => {
    const view = this.view();
    return view && chartOf(view, { ...this.question(), groupBy: view.groupBy }, this.metric());
  });
  protected readonly rows = computed(() => {
    const view = this.view();
    if (!view) return [];
    return view.groupBy === 'day' ? view.rows.toReversed() : view.rows;
  });
}
