import type { ActBudget, Hold, UsageJournal } from '@renum/billing';
import { DomainError } from '@renum/platform';
import type { LedgerCall, Log } from './call';
import { whoseOf } from './caller';
import { shownPath } from './shown-path';
import type { UpstreamResult } from './upstream';

type Budget = Pick<ActBudget, 'hold' | 'settle'>;
type Journal = Pick<UsageJournal, 'begin' | 'end' | 'cancel'>;

/** Reserve → journal → act → journal → settle (E1, E2): the money side of one call. */
export class CallLedger {
  constructor(
    private readonly budget: Budget,
    private readonly journal: Journal,
    private readonly log: Log,
  ) {}

  /**
   * After this, and only after it, the call may be sent. Answers at once where money is at hand.
   * Throws `limit_exceeded`, `overloaded`.
   */
  open(call: LedgerCall): void | Promise<void> {
    const { exchange, caller, context, grant, meter, grantLimit } = call;
    const held = this.budget.hold({
      id: exchange.id,
      ...whoseOf(caller),
      provider: grant.manifest.id,
      grant: grantLimit,
      maxCostNano: context.maxCostNano,
      estimateNano: meter.bound.costNano,
    });
    if (held instanceof Promise) return held.then((hold) => this.record(call, hold));
    this.record(call, held);
  }

  private record(call: LedgerCall, hold: Hold): void {
    call.held = hold;
    try {
      // The caller left while we prepared: what is not sent costs nothing.
      if (call.exchange.over) throw new DomainError('malformed_request', 'The caller left.');
      this.begin(call, hold);
    } catch (error) {
      this.settle(call, 0n);
      throw error;
    }
  }

  close(call: LedgerCall, result: UpstreamResult): void {
    const { exchange, meter, body } = call;
    if (result.ending === 'unsent') {
      try {
        this.journal.cancel(exchange.id);
      } finally {
        // A journal that cannot be written must not keep money that was never spent.
        this.settle(call, 0n);
      }
      return;
    }
    const usage = meter.end(result.ending, result.status);
    this.journal.end(exchange.id, {
      ...usage,
      status: result.status,
      durationMs: performance.now() - exchange.startedAt,
      firstByteMs: result.firstByteMs,
      requestBytes: body.length,
      responseBytes: result.responseBytes,
      attempts: result.attempts,
      masked: result.masked,
    });
    this.settle(call, usage.costNano);
  }

  private begin(
    { exchange, caller, context, grant, credential, request, meter }: LedgerCall,
    { at, lease }: Hold,
  ): void {
    this.journal.begin({
      id: exchange.id,
      at: at.toISOString(),
      kind: grant.llm ? 'llm' : 'tool',
      ...whoseOf(caller),
      userId: context.userId,
      credentialId: exchange.credentialId,
      ...(credential?.platformKey && { platformKey: true }),
      connectionId: exchange.connectionId,
      approvalId: exchange.approval?.id,
      provider: grant.manifest.id,
      model: request?.model,
      operation: grant.operation.id,
      method: exchange.req.method,
      path: shownPath(exchange.req.url ?? ''),
      lease,
      expected: meter.expected,
    });
  }

  private settle({ exchange, held }: LedgerCall, actualNano: bigint): void {
    if (!held) return;
    const settled = this.budget.settle(held, actualNano);
    settled?.catch((error: unknown) => {
      // The reservation stays as it is, on the safe side, until the budget is rebuilt.
      this.log.warn({ err: error, requestId: exchange.id }, 'a reservation could not be settled');
    });
  }
}
