import type { RefusalRow } from '@renum/billing';

/** Of one kind, so many are kept one by one within `WINDOW_MS`; the rest is one row together. */
const SINGLE = 20;
const WINDOW_MS = 10_000;
const MOST_WINDOWS = 10_000;

interface Window {
  startedAt: number;
  seen: number;
  gathered?: RefusalRow;
}

/** Gathers what a stubborn sandbox is refused again and again: the table is only ever added to. */
export class Floods {
  private readonly windows = new Map<string, Window>();

  get idle(): boolean {
    return this.windows.size === 0;
  }

  /** What is to be written now: this row, unless it was added to others; and rows whose time is up. */
  pass(row: RefusalRow, now: number): RefusalRow[] {
    const due = this.due(now);
    const key = `${row.run_id ?? row.api_key_id ?? ''}/${row.code}/${row.connection_id ?? row.provider}/${row.operation ?? ''}`;
    const window = this.windows.get(key);
    if (!window) {
      this.windows.set(key, { startedAt: now, seen: 1 });
      if (this.windows.size > MOST_WINDOWS) due.push(...this.endOldest());
      return [...due, row];
    }
    window.seen += 1;
    if (window.seen <= SINGLE) return [...due, row];
    if (window.gathered) window.gathered.times += 1;
    else window.gathered = row;
    return due;
  }

  /** Rows of windows that are over. */
  due(now: number): RefusalRow[] {
    const rows: RefusalRow[] = [];
    // In the order in which they began.
    for (const { startedAt } of this.windows.values()) {
      if (now - startedAt < WINDOW_MS) break;
      rows.push(...this.endOldest());
    }
    return rows;
  }

  endAll(): RefusalRow[] {
    return this.due(Infinity);
  }

  private endOldest(): RefusalRow[] {
    for (const [key, { gathered }] of this.windows) {
      this.windows.delete(key);
      return gathered ? [gathered] : [];
    }
    return [];
  }
}
