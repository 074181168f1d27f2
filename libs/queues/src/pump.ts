import { setTimeout as delay } from 'node:timers/promises';

export interface PumpOptions<T> {
  /** Takes up to `room` things that are due and that nobody else works on. */
  take: (room: number) => Promise<T[]>;
  work: (item: T) => Promise<void>;
  /** Told what either of them threw. The thing comes again when its claim has run out. */
  failed: (error: unknown) => void;
  /** The pause between two looks, in milliseconds. */
  everyMs: number;
  /** Things that are worked on at once. */
  atOnce: number;
  /** How long `close` waits for what is under way, in milliseconds. */
  patienceMs: number;
}

/** Works on what is due for as long as it is not closed. Any number of processes may do so. */
export class Pump<T> {
  private readonly under = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(private readonly options: PumpOptions<T>) {}

  start(): this {
    this.plan();
    return this;
  }

  /** Nothing new begins; resolves when what is under way is over, or the patience is. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.turn;
    const patience = delay(this.options.patienceMs, undefined, { ref: false });
    await Promise.race([Promise.all(this.under), patience]);
  }

  private plan(): void {
    this.timer = setTimeout(() => {
      this.turn = this.look().finally(() => {
        if (!this.closed) this.plan();
      });
    }, this.options.everyMs);
  }

  private async look(): Promise<void> {
    const room = this.options.atOnce - this.under.size;
    if (room <= 0) return;
    try {
      for (const item of await this.options.take(room)) this.begin(item);
    } catch (error) {
      this.options.failed(error);
    }
  }

  private begin(item: T): void {
    const done = this.options
      .work(item)
      .catch((error: unknown) => this.options.failed(error))
      .finally(() => this.under.delete(done));
    this.under.add(done);
  }
}
