import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { DOCUMENT } from '@angular/common';
import { MatButton } from '@angular/material/button';
import { MatButtonToggleModule } from '@angular/material/button-toggle';
import { MatIcon } from '@angular/material/icon';
import { MatMenuModule } from '@angular/material/menu';
import { Router } from '@angular/router';
import { UsageApi, type UsageFile } from '../../core/api/usage.api';
import { viewerTimeZone } from '../../core/calendar';
import { entriesOf } from '../../core/entries';
import { Notify } from '../../core/notify';
import { saveBlob } from '../../core/save-blob';
import { Chart } from '../../ui/chart/chart';
import { ChartNumbers } from '../../ui/chart/chart-numbers';
import type { ChartShape } from '../../ui/chart/chart-options';
import { EmptyState } from '../../ui/empty-state/empty-state';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { daysOf, rangeName, stepsFor } from '../../ui/range/range';
import { Skeleton } from '../../ui/skeleton/skeleton';
import { UsageFigureList } from './usage-figures/usage-figures';
import { UsageFilters } from './usage-filters/usage-filters';
import { GROUPS, METRICS, type Metric, questionOf, type UsageAsk } from './usage-question';
import { chartOf } from './usage-series';
import { UsageTable } from './usage-table/usage-table';

/** Filters that a row has led to and that have no field of their own. */
const LED_TO = { model: 'Model', operation: 'Operation', apiKeyId: 'External app' } as const;
const FILE_NAMES: Record<UsageFile, string> = {
  table: 'usage.csv',
  events: 'usage-events.csv',
  lines: 'usage-events.ndjson',
};

/** What was used and what it cost, from the same events that are billed. */
@Component({
  selector: 'rn-usage-page',
  imports: [
    Chart,
    ChartNumbers,
    EmptyState,
    LoadError,
    MatButton,
    MatButtonToggleModule,
    MatIcon,
    MatMenuModule,
    PageHeader,
    Skeleton,
    UsageFigureList,
    UsageFilters,
    UsageTable,
  ],
  templateUrl: './usage-page.html',
  styleUrl: './usage-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UsagePage {
  private readonly router = inject(Router);
  private readonly document = inject(DOCUMENT);
  private readonly notify = inject(Notify);
  private readonly api = inject(UsageApi);
  // From the address, so that a view can be linked to and survives a reload.
  readonly within = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  readonly by = input<string>();
  readonly step = input<string>();
  readonly metric = input<string>();
  readonly tenantId = input<string>();
  readonly agentId = input<string>();
  readonly memberId = input<string>();
  readonly apiKeyId = input<string>();
  readonly provider = input<string>();
  readonly model = input<string>();
  readonly operation = input<string>();
  readonly kind = input<string>();
  /** Of all tenants, for operators. */
  readonly ofAllTenants = input(false);

  protected readonly shape = signal<ChartShape>('bars');
  protected readonly saving = signal(false);
  private readonly now = new Date();
  private readonly timeZone = viewerTimeZone();
  protected readonly ask = computed<UsageAsk>(() => ({
    within: this.within(),
    from: this.from(),
    to: this.to(),
    by: this.by() ?? (this.ofAllTenants() ? 'tenant' : undefined),
    step: this.step(),
    metric: this.metric(),
    tenantId: this.tenantId(),
    agentId: this.agentId(),
    memberId: this.memberId(),
    apiKeyId: this.apiKeyId(),
    provider: this.provider(),
    model: this.model(),
    operation: this.operation(),
    kind: this.kind(),
  }));
  protected readonly range = computed(() => rangeName(this.ask()));
  protected readonly days = computed(() => daysOf(this.ask(), this.now));
  protected readonly steps = computed(() => stepsFor(this.ask(), this.now));
  protected readonly question = computed(() => questionOf(this.ask(), this.now, this.timeZone));
  protected readonly usage = this.api.query(this.question, this.ofAllTenants);
  /** The last answer stays while the next one is on its way. */
  protected readonly view = computed(() =>
    this.usage.hasValue() ? this.usage.value() : undefined,
  );
  protected readonly shownMetric = computed(() => this.question().measure as Metric);
  protected readonly metrics = computed(() => {
    const charged = (this.view()?.totals.chargeNano ?? '0') !== '0';
    const all = entriesOf(METRICS);
    return all.filter(([metric]) => charged || metric !== 'charge');
  });
  protected readonly chart = computed(() => {
    const view = this.view();
    return view && chartOf(view, this.shownMetric(), this.question().bucket);
  });
  protected readonly chartLabel = computed(
    () => `${METRICS[this.shownMetric()]} by ${GROUPS[this.question().groupBy].toLowerCase()}`,
  );
  protected readonly ledTo = computed(() =>
    (Object.keys(LED_TO) as (keyof typeof LED_TO)[]).flatMap((name) => {
      const value = this.ask()[name];
      return value
        ? [{ name, text: name === 'apiKeyId' ? 'one' : value, label: LED_TO[name] }]
        : [];
    }),
  );
  protected readonly ofOneTenant = computed(() => this.ofAllTenants() && Boolean(this.tenantId()));
  /** Single events are given out for a month at a time. */
  protected readonly monthAtMost = computed(() => {
    const { from, to } = this.days();
    return Date.parse(to) - Date.parse(from) <= 30 * 86_400_000;
  });

  protected go(change: UsageAsk): void {
    void this.router.navigate([], { queryParams: change, queryParamsHandling: 'merge' });
  }

  protected without(name: keyof UsageAsk): void {
    this.go({ [name]: undefined });
  }

  protected clear(): void {
    void this.router.navigate([], { queryParams: {} });
  }

  protected async save(file: UsageFile): Promise<void> {
    this.saving.set(true);
    try {
      saveBlob(this.document, await this.api.file(this.question(), file), FILE_NAMES[file]);
    } catch (error) {
      this.notify.failed(error);
    } finally {
      this.saving.set(false);
    }
  }
}
