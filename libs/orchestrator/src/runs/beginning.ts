import { isWalletEmpty, walletEmpty } from '@renum/billing';
import type { FailureReason, LimitName } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import type { ClaimContent } from './claimed-run';
import { isAnswered } from './history';
import type { LockedRun } from './run-rows';

/** Why a run that was taken from the queue is over before anybody works on it. */
type EarlyEnd =
  | { state: 'completed' }
  | { state: 'failed'; reason: FailureReason; detail: string }
  | { state: 'limit'; reason: LimitName; detail: string };

/** What a claimed run begins with; or its end, where there is nothing to work on. */
export async function beginningOf(
  em: EntityManager,
  run: Pick<LockedRun, 'tenantId'>,
  content: ClaimContent | { fault: string },
): Promise<ClaimContent | { ended: EarlyEnd }> {
  // Left as it is, the run would be queued for ever: no worker can do better.
  if ('fault' in content)
    return { ended: { state: 'failed', reason: 'internal', detail: content.fault } };
  if (isAnswered(content.history)) return { ended: { state: 'completed' } };
  if (await isWalletEmpty(em, run.tenantId))
    return { ended: { state: 'limit', reason: 'budget', detail: walletEmpty().message } };
  return content;
}
