export interface Spent {
  spentNano: bigint;
  limitNano: bigint;
  /** What was spent in the time that the pace is taken from. */
  pace: { spentNano: bigint; milliseconds: number };
  now: Date;
  /** The end of the period, if it has one. */
  until?: Date;
}

export interface Forecast {
  /** At the end of the period; absent if it has none, or if it is too early to say. */
  projectedNano?: bigint;
  /** Absent when the limit lasts for the period, or for years, or is reached already. */
  runsOutAt?: Date;
}

/** A pace of minutes says nothing about a month. */
const EARLIEST_MS = 3_600_000;
const YEARS_MS = 5 * 365 * 86_400_000;

/** Where spending leads if it goes on as it did: a straight line, rounded down to nano-units. */
export function forecastOf({ spentNano, limitNano, pace, now, until }: Spent): Forecast {
  if (pace.milliseconds < EARLIEST_MS) return {};
  const elapsed = BigInt(Math.floor(pace.milliseconds));
  const projectedNano =
    until && spentNano + (pace.spentNano * BigInt(until.getTime() - now.getTime())) / elapsed;
  if (pace.spentNano <= 0n || spentNano >= limitNano) return { projectedNano };
  const milliseconds = ((limitNano - spentNano) * elapsed) / pace.spentNano;
  const latest = until ? until.getTime() - now.getTime() : YEARS_MS;
  if (milliseconds >= BigInt(latest)) return { projectedNano };
  return { projectedNano, runsOutAt: new Date(now.getTime() + Number(milliseconds)) };
}
