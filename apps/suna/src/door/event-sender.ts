import type { EventBatch, RunEventBody } from '@renum/contracts';
import { log } from '../log';
import { backoff, pause } from '../waiting';
import type { PostResult } from './door';
import { clean } from './clean';
import { EventQueue } from './event-queue';

/** How long a delta may wait for company. */
const COALESCE_MS = 40;

export type PostEvents = (batch: EventBatch, signal: AbortSignal) => Promise<PostResult>;

/**
 * Delivers one claim's events in order. A batch is sent again, unchanged and with the same
 * `firstIndex`, until it is acknowledged: that is how the worker knows a repetition.
 */
export class EventSender {
  private readonly queue = new EventQueue();
  private readonly closing = new AbortController();
  private wake = new AbortController();
  private acknowledged = 0;
  private refused = false;
  private pumping: Promise<void> | undefined;

  constructor(
    private readonly claim: { runId: string; fence: number },
    private readonly post: PostEvents,
    /** Called when the worker will not take a batch, or (`fenced`) any of this claim. */
    private readonly onRefused: (result: 'fenced' | 'refused') => void,
  ) {}

  push(event: RunEventBody): void {
    if (this.closing.signal.aborted) return;
    this.queue.push(event);
    if (this.queue.urgent) this.wake.abort();
    this.pumping ??= this.pump().finally(() => {
      this.pumping = undefined;
    });
  }

  /** Resolves when all that was pushed is acknowledged, or the claim is over. */
  async flush(): Promise<void> {
    this.wake.abort();
    while (this.pumping) await this.pumping;
  }

  /** Sends nothing any more. */
  close(): void {
    this.closing.abort();
    this.wake.abort();
  }

  private async pump(): Promise<void> {
    while (this.queue.length > 0 && !this.closing.signal.aborted) {
      if (!this.queue.urgent) await pause(COALESCE_MS, this.wake.signal);
      this.wake = new AbortController();
      await this.deliver(this.queue.take().map(clean));
    }
  }

  private async deliver(events: RunEventBody[]): Promise<void> {
    const batch: EventBatch = { ...this.claim, firstIndex: this.acknowledged, events };
    for (let attempt = 0; !this.closing.signal.aborted; attempt += 1) {
      const result = await this.post(batch, this.closing.signal);
      if (result === 'accepted') {
        this.acknowledged += events.length;
        return;
      }
      if (result !== 'retry') {
        log('warn', 'events not taken', { ...this.claim, result, firstIndex: batch.firstIndex });
        // After a first refusal the outcome still has its chance to be delivered.
        if (result === 'fenced' || this.refused) this.close();
        this.refused = true;
        this.onRefused(result);
        return;
      }
      await pause(backoff(attempt), this.closing.signal);
    }
  }
}
