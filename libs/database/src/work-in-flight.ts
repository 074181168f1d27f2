/** How long a closing database waits for transactions that are under way. */
const PATIENCE_MS = 10_000;

/**
 * Counts what uses a connection pool, so that the pool is closed only when nothing does: one that is
 * closed while a connection is being opened for somebody waits for that connection for ever.
 */
export class WorkInFlight {
  private count = 0;
  private closing = false;
  private whenIdle?: () => void;

  /** Carries out `work`; throws once the pool is closed, or about to be. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    // What runs may still need a second transaction to end well.
    if (this.closing && this.count === 0) throw new Error('The database connection is closed.');
    this.count += 1;
    try {
      return await work();
    } finally {
      this.count -= 1;
      if (this.count === 0) this.whenIdle?.();
    }
  }

  /** Resolves when nothing runs and nothing can begin any more, or after `patienceMs`. */
  async end(patienceMs = PATIENCE_MS): Promise<void> {
    this.closing = true;
    if (this.count === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.whenIdle = resolve;
      timer = setTimeout(resolve, patienceMs);
    });
    clearTimeout(timer);
  }
}
