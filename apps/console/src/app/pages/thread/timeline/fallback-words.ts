import type { FallbackCause, RunEvent } from '@renum/contracts';

const REASONS: Record<FallbackCause, string> = {
  rate_limited: 'is at its rate limit or quota',
  unavailable: 'is not available',
  timeout: 'did not answer in time',
  context_window: 'cannot read a conversation of this length',
  refused: 'did not take the request',
};

/** A model's place taken by another, as the conversation tells it. */
export function fallbackWords({
  from,
  to,
  reason,
  detail,
}: Extract<RunEvent, { type: 'model.fallback' }>): { text: string; detail: string } {
  // A newer server may name causes that this console does not know yet.
  const why = (REASONS as Record<string, string | undefined>)[reason] ?? 'failed';
  return { text: `${from} ${why}. ${to} goes on.`, detail };
}
