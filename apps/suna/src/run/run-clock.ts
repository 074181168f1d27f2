/** The time of a run that counts: it stands still while a person is waited for. */
export class RunClock {
  private timer: NodeJS.Timeout | undefined;
  private startedAt = 0;
  private holds = 0;
  /** Of calls that hold the clock at the same time, the longest counts. */
  private counted = 0;

  constructor(
    private leftMs: number,
    private readonly onEnd: () => void,
  ) {}

  start(): void {
    this.startedAt = performance.now();
    // setTimeout takes 31 bits.
    this.timer = setTimeout(this.onEnd, Math.min(this.leftMs, 2 ** 31 - 1));
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Stops the clock. Call what it gives once, with the milliseconds that count all the same. */
  hold(): (countedMs: number) => void {
    if (this.holds === 0) {
      this.leftMs -= performance.now() - this.startedAt;
      clearTimeout(this.timer);
      this.counted = 0;
    }
    this.holds += 1;
    return (countedMs) => {
      this.holds -= 1;
      this.counted = Math.max(this.counted, countedMs);
      // A clock that was stopped meanwhile stays so.
      if (this.holds > 0 || this.timer === undefined) return;
      this.leftMs = Math.max(0, this.leftMs - this.counted);
      this.start();
    };
  }
}
