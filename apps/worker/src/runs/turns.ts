/** Work that takes turns, by key: the next begins when the last has ended, well or not. */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();

  async take(key: string, work: () => Promise<void>): Promise<void> {
    const mine = (this.last.get(key) ?? Promise.resolve()).then(work);
    const over = mine.catch(() => undefined);
    this.last.set(key, over);
    try {
      await mine;
    } finally {
      if (this.last.get(key) === over) this.last.delete(key);
    }
  }
}
