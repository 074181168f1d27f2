import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { RouterLink } from '@angular/router';
import type { ApprovalView } from '@renum/contracts';
import type { ApprovalAnswer } from '../../../core/api/approvals.api';
import { endingWords } from '../../../core/approvals/approval-looks';
import { ApprovalStore } from '../../../core/approvals/approval-store';
import { Session } from '../../../core/auth/session';
import { indented } from '../../../core/json-text';
import { Notify } from '../../../core/notify';
import { visible } from '../../../core/visible-text';
import { AccessChip } from '../../../ui/access-chip/access-chip';
import { Countdown } from '../../../ui/countdown/countdown';

/** One call that waits for a person: what it would do, and the two answers. */
@Component({
  selector: 'rn-approval-card',
  imports: [AccessChip, Countdown, MatButton, MatFormFieldModule, MatIcon, MatInput, RouterLink],
  templateUrl: './approval-card.html',
  styleUrl: './approval-card.scss',
  host: { '[class.open]': 'open()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ApprovalCard {
  private readonly store = inject(ApprovalStore);
  private readonly notify = inject(Notify);
  private readonly session = inject(Session);
  readonly approval = input.required<ApprovalView>();
  /** In a list of many agents' calls: who asks, with the way to its thread. */
  readonly showsOrigin = input(false);

  protected readonly note = signal('');
  protected readonly busy = signal<ApprovalAnswer | undefined>(undefined);
  protected readonly open = computed(() => this.approval().state === 'pending');
  protected readonly mayDecide = computed(() => this.session.atLeast('builder'));
  /** A tool's own name for itself: a stranger's text. */
  protected readonly title = computed(() => visible(this.approval().operationTitle));
  protected readonly body = computed(() => indented(this.approval().preview));
  protected readonly ending = computed(() => endingWords(this.approval()));

  protected async decide(answer: ApprovalAnswer): Promise<void> {
    this.busy.set(answer);
    try {
      await this.store.decide(this.approval().id, answer, this.note().trim());
    } catch (error) {
      this.notify.failed(error);
    } finally {
      this.busy.set(undefined);
    }
  }
}
