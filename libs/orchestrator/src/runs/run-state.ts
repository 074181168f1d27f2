import type { RunOutcome, RunState } from '@renum/contracts';
import { DomainError } from '@renum/platform';

/**
 * Every legal move of a run. What is not here never happens; each writer asks `assertMove` and
 * repeats the `from` state in its update, so that two writers cannot both win.
 */
export const RUN_MOVES: Readonly<Record<RunState, readonly RunState[]>> = {
  // Claimed by a worker; stopped by a person before anyone claimed it.
  queued: ['running', 'stopped'],
  // Back to queued when its worker drains or dies; `completed` etc. are Suna's outcomes.
  running: ['queued', 'waiting', 'completed', 'failed', 'stopped', 'limit'],
  // Answered by a person; stopped instead of answered.
  waiting: ['queued', 'stopped'],
  completed: [],
  failed: [],
  stopped: [],
  limit: [],
};

/** The states of a run that still occupies its thread. */
export const OPEN_RUN_STATES = ['queued', 'running', 'waiting'] as const satisfies RunState[];

export const canMove = (from: RunState, to: RunState): boolean => RUN_MOVES[from].includes(to);

/** Throws `illegal_transition` with a sentence for people. */
export function assertMove(from: RunState, to: RunState): void {
  if (canMove(from, to)) return;
  throw new DomainError('illegal_transition', `A run that is ${from} cannot become ${to}.`, {
    details: { from, to },
  });
}

/** What an outcome leaves in the run's row beside its state. */
export interface OutcomeColumns {
  state: RunOutcome['state'];
  reason: string | null;
  detail: string | null;
  summary: string | null;
  ask: { callId: string; question: string; attachments: string[] } | null;
}

const NOTHING = { reason: null, detail: null, summary: null, ask: null };

export function outcomeColumns(outcome: RunOutcome): OutcomeColumns {
  switch (outcome.state) {
    case 'completed':
      return { ...NOTHING, state: 'completed', summary: outcome.summary || null };
    case 'waiting': {
      const { callId, question, attachments } = outcome;
      return { ...NOTHING, state: 'waiting', ask: { callId, question, attachments } };
    }
    case 'stopped':
      return { ...NOTHING, state: 'stopped' };
    case 'limit':
      return { ...NOTHING, state: 'limit', reason: outcome.limit, detail: outcome.detail };
    case 'failed':
      return { ...NOTHING, state: 'failed', reason: outcome.reason, detail: outcome.detail };
    default: {
      const impossible: never = outcome;
      throw new Error(`Unknown outcome ${JSON.stringify(impossible)}`);
    }
  }
}
