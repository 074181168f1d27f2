/** A run that was begun in the sandbox; what comes after it is its own, until the next begins. */
export interface Began {
  /** Unix time, ms. */
  at: number;
  runId: string;
  agentVersionId: string;
  userId?: string;
}

/** A part of a sandbox's time, in one hour and for one run. */
export interface Slice {
  /** Unix time, ms. */
  from: number;
  to: number;
  /** The run that began last; none where a sandbox is older than any. */
  of?: Began;
}

const HOUR_MS = 3_600_000;

/**
 * Cuts [from, to) where an hour ends, so that sums by hour and bills by month are right, and where a
 * run begins. The slices add up to the whole.
 */
export function slicesOf(from: number, to: number, began: readonly Began[]): Slice[] {
  const runs = began.toSorted((one, other) => one.at - other.at);
  const cuts = new Set(runs.map(({ at }) => at).filter((at) => at > from && at < to));
  for (let hour = nextHour(from); hour < to; hour += HOUR_MS) cuts.add(hour);
  const ends = [...cuts, to].toSorted((one, other) => one - other);
  const slices: Slice[] = [];
  for (let at = from, end = ends.shift(); end !== undefined; at = end, end = ends.shift()) {
    const start = at;
    if (end > start)
      slices.push({ from: start, to: end, of: runs.findLast((run) => run.at <= start) });
  }
  return slices;
}

const nextHour = (at: number): number => (Math.floor(at / HOUR_MS) + 1) * HOUR_MS;
