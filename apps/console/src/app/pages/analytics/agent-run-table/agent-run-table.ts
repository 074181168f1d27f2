import { PercentPipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { MatSortModule, type Sort } from '@angular/material/sort';
import { MatTableModule } from '@angular/material/table';
import { RouterLink } from '@angular/router';
import type { RunGroup, RunRowView } from '@renum/contracts';
import { CountPipe, DurationPipe, ExactMoneyPipe, MoneyPipe } from '../../../ui/pipes';

const COLUMNS: Readonly<Record<string, (row: RunRowView) => string | number | bigint>> = {
  label: ({ label }) => label.toLowerCase(),
  runs: ({ runs }) => runs,
  success: ({ successRate }) => successRate ?? -1,
  p50: ({ p50Ms }) => p50Ms ?? -1,
  p95: ({ p95Ms }) => p95Ms ?? -1,
  steps: ({ stepsPerRun }) => stepsPerRun ?? -1,
  each: ({ costPerSuccessNano }) => BigInt(costPerSuccessNano ?? -1),
  cost: ({ costNano }) => BigInt(costNano),
};

/** How the runs of each agent went, or of each tenant. */
@Component({
  selector: 'rn-agent-run-table',
  imports: [
    CountPipe,
    DurationPipe,
    ExactMoneyPipe,
    MatSortModule,
    MatTableModule,
    MoneyPipe,
    PercentPipe,
    RouterLink,
  ],
  templateUrl: './agent-run-table.html',
  styleUrl: './agent-run-table.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AgentRunTable {
  readonly rows = input.required<readonly RunRowView[]>();
  readonly groupBy = input.required<RunGroup>();
  readonly currency = input('USD');
  /** An operator’s rows of agents lead nowhere. */
  readonly leads = input(true);
  protected readonly columns = Object.keys(COLUMNS);
  protected readonly order = signal<Sort>({ active: '', direction: '' });
  protected readonly title = computed(() => (this.groupBy() === 'tenant' ? 'Tenant' : 'Agent'));
  protected readonly shown = computed(() => {
    const { active, direction } = this.order();
    const valueOf = COLUMNS[active];
    if (!valueOf || direction === '') return [...this.rows()];
    const turn = direction === 'asc' ? 1 : -1;
    return this.rows().toSorted((a, b) => {
      const [left, right] = [valueOf(a), valueOf(b)];
      return left === right ? 0 : left < right ? -turn : turn;
    });
  });

  protected askOf({ key }: RunRowView): Record<string, string> {
    return this.groupBy() === 'tenant' ? { tenantId: key } : { agentId: key };
  }
}
