interface Entry<V> {
  value: V;
  until: number;
}

/**
 * A bounded cache that loads each key once at a time. A load that was under way when its key (or
 * everything) was dropped is handed to its callers but not kept: it may carry what was dropped.
 */
export class ExpiringCache<V> {
  private readonly entries = new Map<string, Entry<V>>();
  private readonly loading = new Map<string, Promise<V>>();
  private epoch = 0;

  constructor(
    private readonly limit: number,
    /** Milliseconds a value may be served; 0 = not at all. Asked at each load. */
    private readonly ttl: (value: V) => number,
    private readonly now: () => number = Date.now,
  ) {}

  /** A kept value without waiting, which is the usual case on the hot path. */
  get(key: string, load: () => Promise<V>): V | Promise<V> {
    const entry = this.entries.get(key);
    if (entry && entry.until > this.now()) return entry.value;
    const running = this.loading.get(key);
    if (running) return running;
    const epoch = this.epoch;
    const loaded = load()
      .then((value) => {
        if (epoch === this.epoch) this.keep(key, value);
        return value;
      })
      .finally(() => {
        if (this.loading.get(key) === loaded) this.loading.delete(key);
      });
    this.loading.set(key, loaded);
    return loaded;
  }

  drop(matches: (value: V, key: string) => boolean): void {
    this.epoch += 1;
    this.loading.clear();
    for (const [key, entry] of this.entries) {
      if (matches(entry.value, key)) this.entries.delete(key);
    }
  }

  clear(): void {
    this.drop(() => true);
  }

  private keep(key: string, value: V): void {
    const ttl = this.ttl(value);
    this.entries.delete(key);
    if (ttl <= 0) return;
    if (this.entries.size >= this.limit) {
      const [oldest] = this.entries.keys();
      if (oldest !== undefined) this.entries.delete(oldest);
    }
    this.entries.set(key, { value, until: this.now() + ttl });
  }
}
