import { randomUUID } from 'node:crypto';
import type { Message, RunEventBody, RunOutcome, RunStart } from '@renum/contracts';
import type { ContextWindow } from '../context/context-window';
import type { Model, ModelCall, ModelTurn } from '../llm/model';
import { ModelFailure } from '../llm/model-failure';
import { pause } from '../waiting';
import { finishedBefore, splitTalk, talkOutcome } from './talk-calls';
import { REPETITION_LIMIT } from './repetition';
import { runCalls, type CallRunner } from './tool-calls';

const MAX_INTERRUPTIONS = 2;
const MAX_SHRINKS = 3;
const MAX_EMPTY = 1;

export interface LoopParts {
  start: RunStart;
  system: string;
  model: Model;
  window: ContextWindow;
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

  /** One answer of the model, asked again where that can help. Each try is a step. */
  private async ask(): Promise<ModelTurn | 'steps'> {
    const { start, model, window, emit, signal, system, calls } = this.parts;
    // One id for all tries: the completed message replaces what a broken one already showed.
    const messageId = randomUUID();
    let partial = '';
    const listener = {
      text: (text: string) => {
        partial += text;
        emit({ type: 'text.delta', messageId, text });
      },
      thinking: (text: string) => emit({ type: 'thinking.delta', messageId, text }),
    };
    const complete = (message: ModelTurn['message']): void =>
      emit({ type: 'message.completed', messageId, message, model: start.model.name });

    for (let interruptions = 0, shrinks = 0; ;) {
      if (this.steps >= start.limits.maxSteps) return 'steps';
      this.steps += 1;
      this.shorten();
      partial = '';
      try {
        const request = { system, messages: this.messages, tools: calls.toolbox.specs };
        const turn = await model.stream(request, listener, signal);
        if (turn.inputTokens) window.learn(this.messages, turn.inputTokens);
        if (turn.message.content.length > 0) complete(turn.message);
        return turn;
      } catch (error) {
        const kind = error instanceof ModelFailure ? error.kind : undefined;
        if (kind === 'context_too_long' && shrinks++ < MAX_SHRINKS) {
          window.shrink(this.messages);
          continue;
        }
        if (kind === 'interrupted' && interruptions++ < MAX_INTERRUPTIONS) {
          await pause(500 * interruptions, signal);
          if (!signal.aborted) continue;
        }
        // What the person has seen stays in the thread.
        if (partial !== '') {
          complete({ role: 'assistant', content: [{ type: 'text', text: partial }] });
        }
        signal.throwIfAborted();
        throw error;
      }
    }
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
    const compacted = this.parts.window.fit(this.messages);
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
