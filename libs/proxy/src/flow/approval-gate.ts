import type { ApprovalRequests, AskedCall } from '@renum/approvals';
import type { InstanceIdentity } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import type { Exchange } from './exchange';
import type { Gates } from './gates';
import { RateGate, type RateLimit } from './rate-gate';

export const APPROVAL_ID_HEADER = 'x-renum-approval-id';
/** How long a person was waited for: no time of the run. */
export const APPROVAL_WAIT_HEADER = 'x-renum-approval-wait-ms';

/** Of one run, in each process: every question is a row that stays, and a sign in every console. */
const QUESTIONS: RateLimit = { requests: 120, seconds: 60 };
const TOO_MANY = 'This run puts too many calls before a person in a short time.';

/**
 * Holds a call until a person has decided about it. It holds nothing else meanwhile: no place among
 * the calls under way, no money, no connection; only its body, within a bound of its own.
 */
export class ApprovalGate {
  private readonly rates = new RateGate();

  constructor(
    private readonly requests: Pick<ApprovalRequests, 'ask'>,
    private readonly gates: Pick<Gates, 'holdWaiting'>,
  ) {}

  /**
   * Resolves when it was approved; then check again all that may have changed meanwhile. The answer,
   * whichever it is, tells the approval's id and the time that it took.
   * @throws DomainError `approval_denied`, `approval_expired`, `too_many_requests`, and what `ApprovalRequests.ask` throws
   */
  async pass(exchange: Exchange, identity: InstanceIdentity, call: AskedCall): Promise<void> {
    const { res } = exchange;
    const { tenantId, runId } = identity;
    // Whoever asks and leaves again is never among those that wait.
    this.rates.pass(`${tenantId}/${runId}`, QUESTIONS, TOO_MANY);
    const left = new AbortController();
    const leave = (): void => left.abort();
    res.once('close', leave);
    if (exchange.over) leave();
    const release = this.gates.holdWaiting(tenantId, call.body.length);
    try {
      const { id, state, waitMs, note } = await this.requests.ask(identity, call, left.signal);
      res.setHeader(APPROVAL_ID_HEADER, id);
      res.setHeader(APPROVAL_WAIT_HEADER, String(waitMs));
      exchange.approval = { id, state, waitMs };
      if (state !== 'approved') throw refusal(call, state, note);
    } finally {
      release();
      res.off('close', leave);
    }
  }
}

function refusal(
  { providerTitle, operationTitle }: AskedCall,
  state: 'denied' | 'expired',
  note: string | undefined,
): DomainError {
  const what = `${providerTitle}: ${operationTitle}`;
  if (state === 'denied') {
    const why = note ? `, saying: ${note}` : '.';
    return new DomainError('approval_denied', `A person denied this call (${what})${why}`);
  }
  return new DomainError(
    'approval_expired',
    `This call (${what}) needs a person's approval, and nobody gave it in time.`,
  );
}
