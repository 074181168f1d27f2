import type { RunEvent } from '@renum/contracts';

/** Everything of a run after `seq` that can still be read, ascending. */
export type EventSource = (after: number) => Promise<RunEvent[]>;

/** A read that takes this long is broken; the viewer reconnects rather than filling the memory. */
const MAX_WAITING = 20_000;

/**
 * One viewer's ordered view of one run: nothing lost, nothing doubled, in order.
 *
 * Live events may arrive late, twice, or not at all (the publisher died between PostgreSQL's commit
 * and Redis), and a re-claimed run jumps ahead in numbers. So a live event is sent straight on only
 * when it is the very next one; at any gap the feed reads the durable past first. Whatever precedes
 * a published event was committed before it, so one read after its arrival always finds it.
 */
export class RunFeed {
  private waiting: RunEvent[] = [];
  private reading?: Promise<void>;
  private closed = false;
  private touched = Date.now();

  constructor(
    private last: number,
    private readonly source: EventSource,
    private readonly send: (event: RunEvent) => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  get lastSeq(): number {
    return this.last;
  }

  /** Milliseconds since the feed last sent or read something. */
  idleMs(now = Date.now()): number {
    return this.reading ? 0 : now - this.touched;
  }

  close(): void {
    this.closed = true;
    this.waiting = [];
  }

  /** Takes a live event. Register the feed for them before the first `catchUp`. */
  offer(event: RunEvent): void {
    if (this.closed || event.seq <= this.last) return;
    if (!this.reading && event.seq === this.last + 1) {
      this.emit(event);
      return;
    }
    this.waiting.push(event);
    if (this.waiting.length > MAX_WAITING) {
      this.close();
      this.onError(new Error(`More than ${MAX_WAITING} events wait for a read of the past`));
      return;
    }
    void this.catchUp();
  }

  /** Reads and sends what is missing; resolves when the feed is live. */
  catchUp(): Promise<void> {
    this.reading ??= this.drain();
    return this.reading;
  }

  private async drain(): Promise<void> {
    try {
      do {
        const arrived = this.waiting;
        this.waiting = [];
        const read = await this.source(this.last);
        for (const event of mergeBySeq(read, arrived)) this.emit(event);
        this.touched = Date.now();
        this.forwardContiguous();
      } while (this.waiting.length > 0 && !this.closed);
    } catch (error) {
      const wasOpen = !this.closed;
      this.close();
      if (wasOpen) this.onError(error);
    } finally {
      // In the same turn as the loop's last look, or an event offered in between would lie there.
      this.reading = undefined;
    }
  }

  /** What came in during the read and simply continues it needs no other read. */
  private forwardContiguous(): void {
    const rest = mergeBySeq(this.waiting, []).filter((event) => event.seq > this.last);
    let taken = 0;
    for (const event of rest) {
      if (event.seq !== this.last + 1) break;
      this.emit(event);
      taken += 1;
    }
    this.waiting = rest.slice(taken);
  }

  private emit(event: RunEvent): void {
    if (this.closed || event.seq <= this.last) return;
    this.last = event.seq;
    this.touched = Date.now();
    this.send(event);
  }
}

/** Two lists as one, ascending and without repeats. */
export function mergeBySeq(one: readonly RunEvent[], other: readonly RunEvent[]): RunEvent[] {
  const bySeq = new Map<number, RunEvent>();
  for (const event of [...one, ...other]) bySeq.set(event.seq, event);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
