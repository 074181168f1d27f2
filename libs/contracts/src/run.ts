import { z } from 'zod';

export const RUN_STATES = [
  'queued',
  'running',
  'waiting',
  'completed',
  'failed',
  'stopped',
  'limit',
] as const;
export const runState = z.enum(RUN_STATES);
export type RunState = z.infer<typeof runState>;

export const TERMINAL_RUN_STATES: readonly RunState[] = ['completed', 'failed', 'stopped', 'limit'];
export const isTerminal = (state: RunState): boolean => TERMINAL_RUN_STATES.includes(state);

/** Which limit ended a run. */
export const LIMIT_NAMES = ['steps', 'time', 'budget', 'repetition', 'disk'] as const;
export const limitName = z.enum(LIMIT_NAMES);
export type LimitName = z.infer<typeof limitName>;

/** Why a run failed, for machines; the detail beside it is for people. */
export const FAILURE_REASONS = [
  'model_error',
  'credential_missing',
  'sandbox_unavailable',
  'sandbox_died',
  'worker_lost',
  'internal',
] as const;
export const failureReason = z.enum(FAILURE_REASONS);
export type FailureReason = z.infer<typeof failureReason>;

/** How Suna says that its loop is over. */
export const runOutcome = z.discriminatedUnion('state', [
  z.object({ state: z.literal('completed'), summary: z.string().default('') }),
  z.object({
    state: z.literal('waiting'),
    callId: z.string(),
    question: z.string(),
    attachments: z.array(z.string()).default([]),
  }),
  z.object({ state: z.literal('stopped') }),
  z.object({ state: z.literal('limit'), limit: limitName, detail: z.string().default('') }),
  z.object({ state: z.literal('failed'), reason: failureReason, detail: z.string() }),
]);
export type RunOutcome = z.infer<typeof runOutcome>;
