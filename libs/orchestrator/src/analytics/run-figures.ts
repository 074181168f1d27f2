import type { RunFigures, UsageFigures } from '@renum/contracts';
import { quantile } from './latency';

/** The sums of one state. */
export interface StateSums {
  state: string;
  runs: number;
  steps: number;
  /** Of completed ones, by place. */
  latency: number[] | null;
}

/** @param used what they used; absent for nothing */
export function runFigures(states: readonly StateSums[], used?: UsageFigures): RunFigures {
  const of = (state: string): number =>
    states.filter((sums) => sums.state === state).reduce((sum, { runs }) => sum + runs, 0);
  const [completed, failed, limit, stopped] = [
    of('completed'),
    of('failed'),
    of('limit'),
    of('stopped'),
  ];
  const runs = completed + failed + limit + stopped;
  const judged = runs - stopped;
  const steps = states.reduce((sum, each) => sum + each.steps, 0);
  const latency = states.find((sums) => sums.state === 'completed')?.latency ?? [];
  const costNano = used?.costNano ?? '0';
  return {
    runs,
    completed,
    failed,
    limit,
    stopped,
    ...(judged > 0 && { successRate: completed / judged }),
    p50Ms: quantile(latency, 0.5),
    p95Ms: quantile(latency, 0.95),
    ...(runs > 0 && { stepsPerRun: Math.round((steps / runs) * 10) / 10 }),
    firstTokenMs: used?.firstTokenMs,
    costNano,
    ...(completed > 0 && { costPerSuccessNano: share(costNano, completed) }),
  };
}

/** Half up, to the nano-unit. */
const share = (nano: string, by: number): string =>
  ((BigInt(nano) * 2n + BigInt(by)) / (BigInt(by) * 2n)).toString();
