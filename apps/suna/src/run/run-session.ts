import type { RunStart } from '@renum/contracts';
import { estimateText } from '../context/estimate';
import type { Fetch } from '../door/door';
import { EventSender, type PostEvents } from '../door/event-sender';
import { CallIds } from '../llm/call-ids';
import { createLine } from '../llm/create-line';
import { log } from '../log';
import { ProcessRegistry } from '../tools/processes';
import { Toolbox } from '../tools/toolbox';
import { Workspace } from '../tools/workspace';
import { Interruption } from './interruption';
import { outcomeOf } from './outcome';
import { RepetitionGuard } from './repetition';
import { RunClock } from './run-clock';
import { RunLoop } from './run-loop';
import { systemPrompt } from './system-prompt';

export interface SessionParts {
  workspace: string;
  fetch: Fetch;
  postEvents: PostEvents;
}

/** One claim of one run, from `run.start` to its acknowledged outcome. */
export class RunSession {
  private readonly interrupt = new AbortController();
  private readonly sender: EventSender;
  private readonly processes: ProcessRegistry;
  /** Resolves when nothing of the run is left; never rejects. */
  readonly done: Promise<void>;

  constructor(
    readonly start: RunStart,
    private readonly parts: SessionParts,
  ) {
    this.processes = new ProcessRegistry(start.runId);
    this.sender = new EventSender(
      { runId: start.runId, fence: start.fence },
      parts.postEvents,
      (result) =>
        result === 'fenced'
          ? this.abandon()
          : this.fail(new Error('the worker refused to take what happened in the run')),
    );
    this.done = this.execute();
  }

  /** The person wants it to end. */
  stop(): void {
    this.interrupt.abort(new Interruption('stopped'));
  }

  /** Someone else has the run now, or Suna ends: no more words about it. */
  abandon(): void {
    this.interrupt.abort(new Interruption('abandoned'));
    this.sender.close();
  }

  /** Something unforeseen broke outside of the loop. */
  fail(error: unknown): void {
    this.interrupt.abort(error);
  }

  private async execute(): Promise<void> {
    const { limits, used, runId, fence } = this.start;
    const left = Math.max(0, limits.maxSeconds * 1_000 - used.milliseconds);
    const clock = new RunClock(left, () => this.interrupt.abort(new Interruption('time')));
    clock.start();
    log('info', 'run started', { runId, fence });
    const outcome = await this.loop(clock)
      .catch((error: unknown) => outcomeOf(error, limits))
      .finally(() => clock.stop());
    // The outcome goes out at once; the processes end meanwhile.
    const cleaned = this.processes.killAll();
    if (outcome) this.sender.push({ type: 'run.outcome', outcome });
    await Promise.all([this.sender.flush(), cleaned]);
    this.sender.close();
    log('info', 'run ended', { runId, fence, state: outcome?.state ?? 'abandoned' });
  }

  private async loop(clock: RunClock) {
    const { start, parts, interrupt } = this;
    const { signal } = interrupt;
    const emit = this.sender.push.bind(this.sender);
    const toolbox = new Toolbox(start.tools, start.externalTools);
    const system = systemPrompt(start, new Date());
    const tools = JSON.stringify(toolbox.specs);
    signal.throwIfAborted();
    return new RunLoop({
      start,
      system,
      signal,
      emit,
      models: createLine(
        start.model,
        estimateText(system) + estimateText(tools),
        new CallIds(start.history),
        parts.fetch,
      ),
      calls: {
        toolbox,
        emit,
        guard: RepetitionGuard.from(start.history),
        context: {
          workspace: new Workspace(parts.workspace),
          processes: this.processes,
          fetch: parts.fetch,
          signal,
          clock,
        },
      },
    }).run();
  }
}
