import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { ApprovalStore } from '../../../core/approvals/approval-store';
import { isTerminal } from '../../../core/run-states';
import { RunStateChip } from '../../../ui/chip/chip';
import { Markdown } from '../../../ui/markdown/markdown';
import { CountPipe, DurationPipe, ExactMoneyPipe, MoneyPipe } from '../../../ui/pipes';
import { ApprovalCard } from '../../approvals/approval-card/approval-card';
import type { RunEntry } from '../thread-store';
import { openAsk } from '../timeline/run-timeline';
import { waitingCalls, withApprovals } from '../timeline/with-approvals';
import { ToolCard } from '../tool-card/tool-card';
import { AskCard } from './ask-card';
import { endingOf, pendingOf } from './run-words';

/** One run in the conversation: what was asked for, what the agent did and said, how it ended. */
@Component({
  selector: 'rn-run-block',
  imports: [
    ApprovalCard,
    AskCard,
    CountPipe,
    DurationPipe,
    ExactMoneyPipe,
    Markdown,
    MatButton,
    MatIcon,
    MoneyPipe,
    RouterLink,
    RunStateChip,
    ToolCard,
  ],
  templateUrl: './run-block.html',
  styleUrl: './run-block.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RunBlock {
  private readonly approvals = inject(ApprovalStore);
  readonly entry = input.required<RunEntry>();
  readonly mayAct = input(false);
  readonly answering = input(false);
  readonly answered = output<string>();
  readonly again = output<string>();

  protected readonly timeline = computed(() => this.entry().timeline);
  protected readonly items = computed(() =>
    withApprovals(this.timeline().items, this.approvals.ofRun(this.entry().view.id)),
  );
  protected readonly waiting = computed(() => waitingCalls(this.items()));
  protected readonly ask = computed(() => openAsk(this.timeline()));
  protected readonly over = computed(() => isTerminal(this.timeline().state));
  protected readonly pending = computed(() => {
    const asks = this.items().some(
      (item) => item.kind === 'approval' && item.approval.state === 'pending',
    );
    return asks ? '' : pendingOf(this.timeline());
  });
  protected readonly ending = computed(() => endingOf(this.timeline(), this.entry().view));
  protected readonly cost = computed(() => {
    const { view, timeline } = this.entry();
    return {
      nano: timeline.cost?.nano ?? view.cost.nano,
      currency: timeline.cost?.currency ?? view.cost.currency,
      tokens:
        (timeline.cost?.inputTokens ?? view.usage.inputTokens) +
        (timeline.cost?.outputTokens ?? view.usage.outputTokens),
    };
  });
  protected readonly took = computed(() => {
    const { startedAt, endedAt } = this.entry().view;
    return startedAt && endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : undefined;
  });
}
