/** Does `action` again and again, one at a time: the pause counts from the end of the last turn. */
export class Repeat {
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly everyMs: number,
    private readonly action: () => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** The first turn is now, or after one pause. */
  start(when: 'now' | 'later'): this {
    this.plan(when === 'now' ? 0 : this.everyMs);
    return this;
  }

  /** No further turn begins; resolves when the present one is over. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.turn;
  }

  private plan(delayMs: number): void {
    this.timer = setTimeout(() => {
      this.turn = this.action()
        .catch(this.onError)
        .finally(() => {
          if (!this.closed) this.plan(this.everyMs);
        });
    }, delayMs);
  }
}
