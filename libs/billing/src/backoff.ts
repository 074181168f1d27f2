/** Pauses that double from one failure to the next, and can be cut short. */
export class Backoff {
  private ms: number;
  private end: (() => void) | undefined;
  stopped = false;

  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
  ) {
    this.ms = firstMs;
  }

  reset(): void {
    this.ms = this.firstMs;
  }

  /** Does not keep the process alive. */
  async pause(): Promise<void> {
    if (this.stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.ms).unref();
      this.end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.end = undefined;
    this.ms = Math.min(this.ms * 2, this.longestMs);
  }

  wake(): void {
    this.end?.();
  }

  stop(): void {
    this.stopped = true;
    this.wake();
  }
}
