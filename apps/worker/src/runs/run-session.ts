import type { EventBatch, RunEvent, RunEventBody, RunOutcome } from '@renum/contracts';
import { DomainError, isDomainError } from '@renum/platform';
import type { ClaimedRun, Progress } from '@renum/orchestrator';

/** What a session needs of the world: to make events durable and seen, and to end the run. */
export interface RunRecorder {
  /** Stores, then shows. Throws `fenced` when another worker holds the run. */
  append(progress: Progress): Promise<void>;
  /** Ends the run; adds the final `run.state` itself. */
  finish(outcome: RunOutcome, progress: Progress): Promise<unknown>;
  usage(): Promise<Extract<RunEventBody, { type: 'run.usage' }>>;
}

export type SessionEnd = { by: 'outcome'; outcome: RunOutcome } | { by: 'abandoned' };

/** After these the totals have moved, and the person watching wants to see it. */
const COSTLY = new Set<RunEventBody['type']>(['message.completed', 'tools.completed']);

/**
 * One claim of a run, while it is inside an instance of this worker: numbers what happens, hands it
 * on in order, and ends the run exactly once.
 */
export class RunSession {
  private seq: number;
  private nextIndex = 0;
  private steps: number;
  private ended = false;
  private wasForced = false;
  private readonly startedAt = Date.now();
  /** Batches and our own events take turns, so that numbers and rows have one order. */
  private turn: Promise<unknown> = Promise.resolve();
  private resolveEnd: (end: SessionEnd) => void = () => undefined;
  /** Resolves when the run left this worker's hands, whichever way. */
  readonly end = new Promise<SessionEnd>((resolve) => {
    this.resolveEnd = resolve;
  });

  constructor(
    readonly claim: ClaimedRun,
    private readonly recorder: RunRecorder,
  ) {
    this.seq = claim.nextSeq;
    this.steps = claim.used.steps;
  }

  /** Events of the runtime inside. Resolves when they are durable; the same batch may come again. */
  take(batch: EventBatch): Promise<void> {
    if (batch.runId !== this.claim.runId || batch.fence !== this.claim.fence) {
      return Promise.reject(new DomainError('fenced', 'This sandbox does not hold that run.'));
    }
    return this.inTurn(async () => {
      if (batch.firstIndex > this.nextIndex) {
        const missing = `${this.nextIndex}..${batch.firstIndex - 1}`;
        throw new DomainError('malformed_request', `Events ${missing} are missing.`);
      }
      const fresh = batch.events.slice(this.nextIndex - batch.firstIndex);
      // After the end only a repeat of the last batch can come, whose answer was lost.
      if (this.ended || fresh.length === 0) return;
      const last = fresh.find((event) => event.type === 'run.outcome');
      const bodies = last ? fresh.slice(0, fresh.indexOf(last)) : fresh;
      await this.record(bodies);
      // Step by step: whatever fails from here on is done by the repeat of this batch.
      this.nextIndex += bodies.length;
      if (last) await this.close(last.outcome);
      else if (bodies.some((event) => COSTLY.has(event.type))) {
        await this.record([await this.recorder.usage()]);
      }
    });
  }

  /** Ends the run from outside, unless it ended already. The sandbox may still be at work then. */
  force(outcome: RunOutcome): Promise<void> {
    return this.inTurn(async () => {
      this.wasForced ||= !this.ended;
      await this.close(outcome);
    });
  }

  /** True once the run left this worker's hands. */
  get over(): boolean {
    return this.ended;
  }

  /** True when the run did not end by its own word. */
  get forced(): boolean {
    return this.wasForced;
  }

  /** Gives the run back unfinished, behind everything that is being recorded. */
  handOver(release: (progress: Progress) => Promise<void>): Promise<void> {
    return this.inTurn(async () => {
      if (this.ended) return;
      await release(this.progress());
      this.abandon();
    });
  }

  private progress(events: RunEvent[] = []): Progress {
    return { events, usedSteps: this.steps, usedMs: this.elapsedMs() };
  }

  /** Lets go of the run without ending it: another worker holds it, or will. */
  abandon(): void {
    this.ended = true;
    this.resolveEnd({ by: 'abandoned' });
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(work).catch((error: unknown) => {
      if (isDomainError(error, 'fenced')) this.abandon();
      throw error;
    });
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async record(bodies: readonly RunEventBody[]): Promise<void> {
    if (bodies.length === 0) return;
    const steps = this.steps + bodies.filter(({ type }) => type === 'message.completed').length;
    const events = this.number(bodies);
    await this.recorder.append({ ...this.progress(events), usedSteps: steps });
    // Only now: had the append failed, the same batch comes again and gets the same numbers.
    this.seq += events.length;
    this.steps = steps;
  }

  private async close(outcome: RunOutcome): Promise<void> {
    if (this.ended) return;
    const bodies: RunEventBody[] = [await this.recorder.usage()];
    if (outcome.state === 'waiting') {
      const { callId, question, attachments } = outcome;
      bodies.push({ type: 'ask', callId, question, attachments });
    }
    await this.recorder.finish(outcome, this.progress(this.number(bodies)));
    this.ended = true;
    this.resolveEnd({ by: 'outcome', outcome });
  }

  private number(bodies: readonly RunEventBody[]): RunEvent[] {
    const at = new Date().toISOString();
    const { runId } = this.claim;
    return bodies.map((body, index) => ({ ...body, runId, seq: this.seq + index, at }));
  }

  /** Running time of all claims of this run together, in milliseconds. */
  private elapsedMs(): number {
    return this.claim.used.milliseconds + (Date.now() - this.startedAt);
  }
}
