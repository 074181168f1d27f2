import { z } from 'zod';
import { fallbackCause } from './agent';
import { assistantMessage, toolMessage } from './message';
import { runState, runOutcome } from './run';

/**
 * What happens in a run, in order. `durable` ones are rows in PostgreSQL; deltas live only in the
 * capped Redis stream, and the durable event that follows them always repeats their whole content.
 */
const durable = [
  /** The run moved to another state. `reason` and `detail` for failed, limit, waiting. */
  z.object({
    type: z.literal('run.state'),
    state: runState,
    reason: z.string().optional(),
    detail: z.string().optional(),
  }),
  /** A whole assistant message; replaces the deltas that carried its `messageId`. */
  z.object({
    type: z.literal('message.completed'),
    messageId: z.string(),
    message: assistantMessage,
    model: z.string(),
  }),
  z.object({
    type: z.literal('tool.started'),
    callId: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
  }),
  /** `output` is what the model was given, already cut to size. */
  z.object({
    type: z.literal('tool.completed'),
    callId: z.string(),
    name: z.string(),
    output: z.string(),
    isError: z.boolean(),
    durationMs: z.int().nonnegative(),
  }),
  /** All results of one step, in the form the next LLM call needs them. */
  z.object({ type: z.literal('tools.completed'), message: toolMessage }),
  /** Suna asks the person and the run waits. */
  z.object({
    type: z.literal('ask'),
    callId: z.string(),
    question: z.string(),
    attachments: z.array(z.string()),
  }),
  /** What the person answered to an `ask`. */
  z.object({ type: z.literal('answer'), callId: z.string(), answer: z.string() }),
  /** The run's totals so far, from the usage events themselves. */
  z.object({
    type: z.literal('run.usage'),
    costNano: z.string(),
    currency: z.string(),
    inputTokens: z.int(),
    outputTokens: z.int(),
    llmCalls: z.int(),
    toolCalls: z.int(),
  }),
  /** The conversation was shortened to fit the model's window. */
  z.object({ type: z.literal('context.compacted'), droppedMessages: z.int() }),
  /**
   * A model could not take its turn; another one does, and those that follow in this run. Models are
   * `provider/model`. What `messageId` has said so far is void: the turn begins anew.
   */
  z.object({
    type: z.literal('model.fallback'),
    messageId: z.string(),
    from: z.string(),
    to: z.string(),
    reason: fallbackCause,
    detail: z.string(),
  }),
  /** Suna's loop is over; the worker turns it into the final `run.state`. Not shown to clients. */
  z.object({ type: z.literal('run.outcome'), outcome: runOutcome }),
] as const;

const transient = [
  z.object({ type: z.literal('text.delta'), messageId: z.string(), text: z.string() }),
  z.object({ type: z.literal('thinking.delta'), messageId: z.string(), text: z.string() }),
  z.object({ type: z.literal('tool.output'), callId: z.string(), chunk: z.string() }),
] as const;

export const runEventBody = z.discriminatedUnion('type', [...durable, ...transient]);
export type RunEventBody = z.infer<typeof runEventBody>;
export type RunEventType = RunEventBody['type'];

const TRANSIENT_TYPES: ReadonlySet<string> = new Set<RunEventType>([
  'text.delta',
  'thinking.delta',
  'tool.output',
]);
export const isDurable = (type: RunEventType): boolean => !TRANSIENT_TYPES.has(type);

/** An event as clients see it: `seq` grows within the run (gaps are allowed), `at` is ISO UTC. */
export type RunEvent = { runId: string; seq: number; at: string } & RunEventBody;
