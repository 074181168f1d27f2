import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { MatTableModule } from '@angular/material/table';
import { RouterLink } from '@angular/router';
import type { OperatorRunView, RunView } from '@renum/contracts';
import { Ago } from '../../ui/ago/ago';
import { RunStateChip } from '../../ui/chip/chip';
import { CountPipe, DurationPipe, ExactMoneyPipe, MoneyPipe } from '../../ui/pipes';

/** Runs in rows. Operators see whose they are and may not look inside. */
@Component({
  selector: 'rn-run-table',
  imports: [
    Ago,
    CountPipe,
    DurationPipe,
    ExactMoneyPipe,
    MatTableModule,
    MoneyPipe,
    RouterLink,
    RunStateChip,
  ],
  templateUrl: './run-table.html',
  styleUrl: './run-table.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RunTable {
  readonly runs = input.required<readonly (RunView | OperatorRunView)[]>();
  readonly ofAllTenants = input(false);
  protected readonly columns = computed(() => [
    'input',
    ...(this.ofAllTenants() ? ['tenant'] : []),
    'state',
    'tokens',
    'cost',
    'took',
    'created',
  ]);

  protected tookOf({ startedAt, endedAt }: RunView): number | undefined {
    return startedAt && endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : undefined;
  }
}
