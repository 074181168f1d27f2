import type { RunOutcome, RunStart } from '@renum/contracts';
import { describe } from '../log';
import { ModelFailure } from '../llm/model-failure';
import { Interruption } from './interruption';

/** What a run that was cut short ends in. Undefined: nothing may be said about it any more. */
export const outcomeOf = (error: unknown, limits: RunStart['limits']): RunOutcome | undefined => {
  if (error instanceof Interruption) {
    switch (error.kind) {
      case 'stopped':
        return { state: 'stopped' };
      case 'time':
        return {
          state: 'limit',
          limit: 'time',
          detail: `The run reached its limit of ${limits.maxSeconds} seconds.`,
        };
      case 'abandoned':
        return undefined;
      default:
        return error.kind satisfies never;
    }
  }
  if (error instanceof ModelFailure) return failureOutcome(error);
  return {
    state: 'failed',
    reason: 'internal',
    detail: `Suna met an unexpected error: ${describe(error)}`,
  };
};

const failureOutcome = ({ kind, message: detail }: ModelFailure): RunOutcome => {
  switch (kind) {
    case 'budget':
      return { state: 'limit', limit: 'budget', detail };
    case 'credential_missing':
      return { state: 'failed', reason: 'credential_missing', detail };
    case 'run_not_active':
      // The platform ended the run first; the order to stop is on its way.
      return { state: 'stopped' };
    case 'context_too_long':
    case 'bad_request':
    case 'interrupted':
    case 'rate_limited':
    case 'unavailable':
    case 'timeout':
    case 'refused':
    case 'fatal':
      return { state: 'failed', reason: 'model_error', detail };
    default:
      return kind satisfies never;
  }
};
