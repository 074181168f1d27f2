import type { BudgetBurnDownView } from '@renum/contracts';

/** A moment in milliseconds, and an amount. Only heights on a canvas: sums stay the API's integers. */
export type Point = [at: number, amount: number];

export interface BurnDownLines {
  /** What was spent since the beginning, up to now. */
  spent: Point[];
  /** The limit, spent evenly over the period; empty without an end. */
  pace: Point[];
  /** From now on, if it goes on as it did. */
  forecast: Point[];
  limit: number;
  from: number;
  to: number;
}

const HOUR_MS = 3_600_000;
const STEP_MS: Record<BudgetBurnDownView['step'], number> = { hour: HOUR_MS, day: 24 * HOUR_MS };

const amountOf = (nano: bigint): number => Number(nano) / 1e9;

/** The lines of a burn-down. A step in which nothing was spent is a level piece of line. */
export function linesOf(view: BudgetBurnDownView, limitNano: string, now: number): BurnDownLines {
  const from = Date.parse(view.from);
  const limit = amountOf(BigInt(limitNano));
  const spent = spentLine(view, from, now);
  const end = spent.at(-1) ?? [now, 0];
  const runsOut = view.runsOutAt === undefined ? undefined : Date.parse(view.runsOutAt);
  const to = view.to === undefined ? Math.max(now, runsOut ?? 0) : Date.parse(view.to);
  return {
    spent,
    pace:
      view.to === undefined
        ? []
        : [
            [from, 0],
            [to, limit],
          ],
    forecast: forecastLine(view, end, { runsOut, limit, to }),
    limit,
    from,
    to,
  };
}

function spentLine({ step, steps, before }: BudgetBurnDownView, from: number, now: number) {
  const bySteps = new Map(steps.map(({ at, spent }) => [Date.parse(at), BigInt(spent.nano)]));
  let sum = BigInt(before.nano);
  const line: Point[] = [[from, amountOf(sum)]];
  for (let at = from; at < now; at += STEP_MS[step]) {
    sum += bySteps.get(at) ?? 0n;
    line.push([Math.min(at + STEP_MS[step], now), amountOf(sum)]);
  }
  return line;
}

function forecastLine(
  { projected }: BudgetBurnDownView,
  now: Point,
  { runsOut, limit, to }: { runsOut: number | undefined; limit: number; to: number },
): Point[] {
  if (projected) return [now, [to, amountOf(BigInt(projected.nano))]];
  return runsOut === undefined ? [] : [now, [runsOut, limit]];
}
