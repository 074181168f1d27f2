import type { RunEventBody, ToolResultPart } from '@renum/contracts';
import { codeOf, describe, log } from '../log';
import type { ModelCall } from '../llm/model';
import { ModelFailure } from '../llm/model-failure';
import { cutMiddle } from '../tools/cut';
import { ToolError, type Footprint, type Prepared, type ToolContext } from '../tools/tool';
import type { Toolbox } from '../tools/toolbox';
import { conflict } from './conflicts';
import { repetitionHint, type RepetitionGuard } from './repetition';

/** What the model is given of one result, at most. */
const MAX_OUTPUT = 24_000;
/** How long an aborted tool may take to end by itself. */
const ABORT_GRACE_MS = 1_200;

export interface CallRunner {
  toolbox: Toolbox;
  context: Omit<ToolContext, 'emit'>;
  emit: (event: RunEventBody) => void;
  guard: RepetitionGuard;
}

export interface CallsDone {
  results: ToolResultPart[];
  /** The highest count of one identical call with identical result. */
  repeated: number;
  /** Set when a tool met an end of the whole run, for instance its budget. */
  failure?: ModelFailure;
}

interface Outcome {
  output: string;
  isError: boolean;
  failure?: ModelFailure;
}

/** Runs the calls of one turn, side by side where that is safe. Never rejects. */
export const runCalls = async (
  calls: readonly ModelCall[],
  run: CallRunner,
): Promise<CallsDone> => {
  const { workspace } = run.context;
  const keyOf = (path: string): string => workspace.key(path);
  const begun: { footprint: Footprint; done: Promise<Outcome> }[] = [];
  for (const call of calls) {
    const prepared = prepare(call, run.toolbox);
    const footprint: Footprint = prepared.ok ? prepared.footprint : { kind: 'none' };
    const before = begun
      .filter((earlier) => conflict(earlier.footprint, footprint, keyOf))
      .map(({ done }) => done);
    begun.push({ footprint, done: runOne(call, prepared, Promise.all(before), run) });
  }
  const outcomes = await Promise.all(begun.map(({ done }) => done));

  let repeated = 0;
  const results = calls.map(({ callId, name, input }, index): ToolResultPart => {
    const { output, isError } = outcomes[index] ?? { output: '', isError: true };
    const times = run.guard.note({ name, input, output });
    repeated = Math.max(repeated, times);
    return { type: 'tool_result', callId, output: output + repetitionHint(times), isError };
  });
  const failure = outcomes.find((outcome) => outcome.failure)?.failure;
  return { results, repeated, ...(failure ? { failure } : {}) };
};

const prepare = (call: ModelCall, toolbox: Toolbox): Prepared => {
  if (call.problem !== undefined) return { ok: false, problem: call.problem };
  const tool = toolbox.find(call.name);
  return tool ? tool.prepare(call.input) : { ok: false, problem: toolbox.unknown(call.name) };
};

const runOne = async (
  call: ModelCall,
  prepared: Prepared,
  before: Promise<unknown>,
  run: CallRunner,
): Promise<Outcome> => {
  await before;
  const { callId, name, input } = call;
  const started = Date.now();
  run.emit({ type: 'tool.started', callId, name, input });
  const outcome = await execute(callId, prepared, run);
  run.emit({
    type: 'tool.completed',
    callId,
    name,
    output: outcome.output,
    isError: outcome.isError,
    durationMs: Date.now() - started,
  });
  return outcome;
};

const execute = async (
  callId: string,
  prepared: Prepared,
  { context, emit }: CallRunner,
): Promise<Outcome> => {
  if (!prepared.ok) return { output: prepared.problem, isError: true };
  if (context.signal.aborted) return { output: 'Not run: the run was ended.', isError: true };
  const work = prepared
    .run({ ...context, emit: (chunk) => emit({ type: 'tool.output', callId, chunk }) })
    .then((result) => (typeof result === 'string' ? { output: result, isError: false } : result))
    .then(({ output, isError }) => ({ output: cutMiddle(output, MAX_OUTPUT), isError }))
    .catch((error: unknown) => failed(error, context.signal));
  return orGivenUp(work, context.signal);
};

const failed = (error: unknown, signal: AbortSignal): Outcome => {
  if (signal.aborted) return { output: 'Interrupted: the run was ended.', isError: true };
  if (error instanceof ModelFailure) {
    return { output: error.message, isError: true, failure: error };
  }
  if (['ENOSPC', 'EDQUOT'].includes(String(codeOf(error)))) {
    return { output: 'The disk of the workspace is full. Delete files first.', isError: true };
  }
  if (!(error instanceof ToolError)) log('warn', 'a tool failed', { error: describe(error) });
  return { output: describe(error), isError: true };
};

/** The work's outcome; a tool that does not heed the signal is left behind after a grace time. */
const orGivenUp = (work: Promise<Outcome>, signal: AbortSignal): Promise<Outcome> =>
  new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      const output = 'Interrupted: the run was ended while the tool still worked.';
      timer = setTimeout(() => resolve({ output, isError: true }), ABORT_GRACE_MS);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    void work.then((outcome) => {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
      resolve(outcome);
    });
  });
