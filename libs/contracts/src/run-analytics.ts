import type { RunState } from './run';
import type { UsageBucket } from './usage-explorer';

/** How runs went that have ended. What stands for an average is absent where there is nothing. */
export interface RunFigures {
  runs: number;
  completed: number;
  failed: number;
  /** Ended by a limit: of money, steps, time. */
  limit: number;
  /** By people. */
  stopped: number;
  /** From 0 to 1: completed ones of all that nobody stopped. */
  successRate?: number;
  /** From being asked to the end, without waiting for people; of completed ones, to within 9 %. */
  p50Ms?: number;
  p95Ms?: number;
  stepsPerRun?: number;
  /** On average, of their streamed model calls. */
  firstTokenMs?: number;
  /** Of all runs, under way too; nano-units. */
  costNano: string;
  /** What was spent for each completed one, on those that failed too. */
  costPerSuccessNano?: string;
}

export interface RunPointView extends RunFigures {
  /** As in the usage explorer: the day that it begins with, or the hour's moment. */
  bucket: string;
}

export interface RunRowView extends RunFigures {
  /** The agent's id, or the tenant's. */
  key: string;
  label: string;
}

export interface RunFailureView {
  state: Extract<RunState, 'failed' | 'limit'>;
  /** Why, or which limit. */
  reason?: string;
  runs: number;
  /** How many agents it happened to. */
  agents: number;
  lastAt: string;
  /** The last one, unless its thread is gone. */
  runId?: string;
  detail?: string;
  tenantId: string;
  tenantName: string;
}

export const RUN_GROUPS = ['agent', 'tenant'] as const;
export type RunGroup = (typeof RUN_GROUPS)[number];

export interface RunAnalyticsView {
  /** The range that was asked for, in whole hours. */
  from: string;
  /** Exclusive. */
  to: string;
  timeZone: string;
  bucket: UsageBucket;
  groupBy: RunGroup;
  currency: string;
  totals: RunFigures;
  /** Every step of the range. */
  points: RunPointView[];
  /** The busiest ones. */
  rows: RunRowView[];
  failures: RunFailureView[];
}
