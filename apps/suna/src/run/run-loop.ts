import type { Message, RunEventBody, RunOutcome, RunStart } from '@renum/contracts';
import type { ModelCall, ModelTurn } from '../llm/model';
import { ModelFailure } from '../llm/model-failure';
import type { ModelLine } from '../llm/model-line';
import { withoutOpaque } from '../llm/opaque';
import { pause } from '../waiting';
import { finishedBefore, splitTalk, talkOutcome } from './talk-calls';
import { REPETITION_LIMIT } from './repetition';
import { runCalls, type CallRunner } from './tool-calls';
import { Tries } from './tries';

const MAX_INTERRUPTIONS = 2;
const MAX_SHRINKS = 3;
const MAX_EMPTY = 1;

export interface LoopParts {
  start: RunStart;
  system: string;
  models: ModelLine;
  calls: CallRunner;
  signal: AbortSignal;
  emit: (event: RunEventBody) => void;
}

/** The agent's loop: ask the model, do what it wants, until it is done or a limit is met. */
export class RunLoop {
  private messages: Message[];
  private steps: number;

  constructor(private readonly parts: LoopParts) {
    this.messages = [...parts.start.history];
    this.steps = parts.start.used.steps;
  }

  /** Throws `ModelFailure` and the signal's `Interruption`; see `outcomeOf`. */
  async run(): Promise<RunOutcome> {
    const before = finishedBefore(this.messages);
    if (before) return before;
    for (let empty = 0; ;) {
      const turn = await this.ask();
      if (turn === 'steps') return stepsLimit(this.parts.start.limits.maxSteps);
      if (turn.message.content.length === 0) {
        if (empty++ < MAX_EMPTY) continue;
        throw new ModelFailure('fatal', 'The model gave an empty answer.');
      }
      this.messages.push(turn.message);
      if (turn.calls.length === 0) return plainEnd(turn);
      const outcome = await this.act(turn.calls);
      if (outcome) return outcome;
    }
  }

  /** One answer, asked for again, and of the next model, where that can help. Each try is a step. */
  private async ask(): Promise<ModelTurn | 'steps'> {
    const { start, models, signal, system, calls, emit } = this.parts;
    const tries = new Tries(emit);
    for (;;) {
      if (this.steps >= start.limits.maxSteps) return 'steps';
      this.steps += 1;
      this.shorten();
      tries.begin();
      try {
        const request = { system, messages: this.messages, tools: calls.toolbox.specs };
        const turn = await models.stream(request, tries, signal);
        const { window, name } = models.current;
        if (turn.inputTokens) window.learn(this.messages, turn.inputTokens);
        if (turn.message.content.length > 0) tries.complete(turn.message, name);
        return turn;
      } catch (error) {
        if (!signal.aborted && (await this.mayHelp(error, tries))) continue;
        // What the person has seen stays in the thread.
        const text = tries.partial;
        const said = { role: 'assistant' as const, content: [{ type: 'text' as const, text }] };
        if (text !== '') tries.complete(said, models.current.name);
        signal.throwIfAborted();
        throw models.verdict(error);
      }
    }
  }

  /** Prepares another try after a failed one. False: there is none. */
  private async mayHelp(error: unknown, tries: Tries): Promise<boolean> {
    const { models, signal } = this.parts;
    const { window } = models.current;
    const kind = error instanceof ModelFailure ? error.kind : undefined;
    if (kind === 'context_too_long') {
      const larger = (models.nextFor('context_window')?.window.tokens ?? 0) > window.tokens;
      if (!larger && tries.shrinks++ < MAX_SHRINKS) {
        window.shrink(this.messages);
        return true;
      }
    }
    // Another model is nearer than a third try.
    const patience = models.nextFor('unavailable') ? 1 : MAX_INTERRUPTIONS;
    if (kind === 'interrupted' && tries.interruptions++ < patience) {
      await pause(500 * tries.interruptions, signal);
      return !signal.aborted;
    }
    const fallback = models.fallBack(error);
    if (!fallback) return false;
    tries.fallBack(fallback);
    this.messages = withoutOpaque(this.messages);
    return true;
  }

  private async act(calls: readonly ModelCall[]): Promise<RunOutcome | undefined> {
    const { emit, signal, calls: runner } = this.parts;
    const { work, question } = splitTalk(calls, runner.toolbox);
    if (question) {
      const { callId, name, input } = question.call;
      emit({ type: 'tool.started', callId, name, input });
    }
    const { results, repeated, failure } = await runCalls(work, runner);
    if (results.length > 0) {
      const message = { role: 'tool' as const, content: results };
      this.messages.push(message);
      emit({ type: 'tools.completed', message });
    }
    signal.throwIfAborted();
    if (failure) throw failure;
    if (question) {
      // The worker makes the `ask` event of it, so that question and state change together.
      return { state: 'waiting', callId: question.call.callId, ...question.input };
    }
    const done = talkOutcome(work, results);
    if (done) return done;
    if (repeated < REPETITION_LIMIT) return undefined;
    return {
      state: 'limit',
      limit: 'repetition',
      detail: `The agent made the same call with the same result ${repeated} times.`,
    };
  }

  private shorten(): void {
    const compacted = this.parts.models.current.window.fit(this.messages);
    if (!compacted) return;
    this.messages = compacted.messages;
    this.parts.emit({ type: 'context.compacted', droppedMessages: compacted.dropped });
  }
}

const stepsLimit = (maxSteps: number): RunOutcome => ({
  state: 'limit',
  limit: 'steps',
  detail: `The agent used all of its ${maxSteps} steps.`,
});

const plainEnd = ({ message, stop }: ModelTurn): RunOutcome => {
  const summary = message.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  if (summary.trim() !== '') return { state: 'completed', summary };
  throw new ModelFailure(
    'fatal',
    stop === 'refused'
      ? "The model's provider refused to answer this."
      : stop === 'length'
        ? 'The model used its whole output limit before it answered. Raise the agent’s output limit.'
        : 'The model gave an empty answer.',
  );
};
