import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatButtonToggleModule } from '@angular/material/button-toggle';
import { Router } from '@angular/router';
import { AnalyticsApi } from '../../core/api/analytics.api';
import { viewerTimeZone } from '../../core/calendar';
import { entriesOf } from '../../core/entries';
import { Chart } from '../../ui/chart/chart';
import { ChartNumbers } from '../../ui/chart/chart-numbers';
import { EmptyState } from '../../ui/empty-state/empty-state';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { daysOf, rangeName, stepsFor } from '../../ui/range/range';
import { RangeFields } from '../../ui/range/range-fields';
import { Skeleton } from '../../ui/skeleton/skeleton';
import { AgentRunTable } from './agent-run-table/agent-run-table';
import { RUN_CHARTS, runChart, type RunChart } from './analytics-charts';
import { AnalyticsFigures } from './analytics-figures/analytics-figures';
import { type AnalyticsAsk, questionOf } from './analytics-question';
import { FailureList } from './failure-list/failure-list';

/** How runs went: how many, how well, how fast, at what price, and what they fail of. */
@Component({
  selector: 'rn-analytics-page',
  imports: [
    AgentRunTable,
    AnalyticsFigures,
    Chart,
    ChartNumbers,
    EmptyState,
    FailureList,
    LoadError,
    MatButton,
    MatButtonToggleModule,
    PageHeader,
    RangeFields,
    Skeleton,
  ],
  templateUrl: './analytics-page.html',
  styleUrl: './analytics-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AnalyticsPage {
  private readonly router = inject(Router);
  // From the address, so that a view can be linked to and survives a reload.
  readonly within = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  readonly step = input<string>();
  readonly agentId = input<string>();
  readonly tenantId = input<string>();
  /** Of all tenants, for operators. */
  readonly ofAllTenants = input(false);

  private readonly now = new Date();
  private readonly timeZone = viewerTimeZone();
  protected readonly ask = computed<AnalyticsAsk>(() => ({
    within: this.within(),
    from: this.from(),
    to: this.to(),
    step: this.step(),
    agentId: this.agentId(),
    tenantId: this.tenantId(),
  }));
  protected readonly range = computed(() => rangeName(this.ask()));
  protected readonly days = computed(() => daysOf(this.ask(), this.now));
  protected readonly steps = computed(() => stepsFor(this.ask(), this.now));
  protected readonly question = computed(() =>
    questionOf(this.ask(), this.now, this.timeZone, this.ofAllTenants()),
  );
  protected readonly analytics = inject(AnalyticsApi).runs(this.question, this.ofAllTenants);
  /** The last answer stays while the next one is on its way. */
  protected readonly view = computed(() =>
    this.analytics.hasValue() ? this.analytics.value() : undefined,
  );
  protected readonly charts = entriesOf(RUN_CHARTS);
  protected readonly shown = signal<RunChart>('ends');
  protected readonly chartLabel = computed(() => `Runs over time: ${RUN_CHARTS[this.shown()]}`);
  protected readonly chart = computed(() => {
    const view = this.view();
    return view && runChart(view, this.shown());
  });
  protected readonly one = computed(() => {
    if (this.ofAllTenants()) return this.tenantId() ? 'tenant' : undefined;
    return this.agentId() ? 'agent' : undefined;
  });

  protected go(change: AnalyticsAsk): void {
    void this.router.navigate([], { queryParams: change, queryParamsHandling: 'merge' });
  }
}
