import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { MatTableModule } from '@angular/material/table';
import { RouterLink } from '@angular/router';
import type { ApprovalState, ApprovalView } from '@renum/contracts';
import { APPROVAL_LOOKS } from '../../../core/approvals/approval-looks';
import { Ago } from '../../../ui/ago/ago';
import { Chip } from '../../../ui/chip/chip';

/** Approvals that are over, in rows. */
@Component({
  selector: 'rn-approval-table',
  imports: [Ago, Chip, MatTableModule, RouterLink],
  templateUrl: './approval-table.html',
  styleUrl: './approval-table.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ApprovalTable {
  readonly approvals = input.required<readonly ApprovalView[]>();
  protected readonly columns = ['call', 'outcome', 'who', 'asked'];
  protected readonly lookOf = (state: ApprovalState) => APPROVAL_LOOKS[state];
}
