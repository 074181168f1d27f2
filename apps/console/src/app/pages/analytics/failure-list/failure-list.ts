import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { MatTableModule } from '@angular/material/table';
import { RouterLink } from '@angular/router';
import type { RunFailureView } from '@renum/contracts';
import { reasonTitle } from '../../../core/run-reasons';
import { Ago } from '../../../ui/ago/ago';
import { RunStateChip } from '../../../ui/chip/chip';
import { CountPipe } from '../../../ui/pipes';

/** What runs fail of most often; each leads to the runs, and to the last one's calls. */
@Component({
  selector: 'rn-failure-list',
  imports: [Ago, CountPipe, MatTableModule, RouterLink, RunStateChip],
  templateUrl: './failure-list.html',
  styleUrl: './failure-list.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FailureList {
  readonly failures = input.required<readonly RunFailureView[]>();
  readonly agentId = input<string>();
  readonly ofAllTenants = input(false);
  protected readonly columns = ['reason', 'state', 'runs', 'last'];
  protected readonly titleOf = ({ reason = '' }: RunFailureView): string => reasonTitle(reason);
}
