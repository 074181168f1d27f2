import type { LangfuseObservationAttributes, LangfuseObservationType } from '@langfuse/tracing';

/** One part of a trace, before it is a span. Times are milliseconds since 1970. */
export interface Observation {
  /** What it is, within its run; its id is made of it. */
  part: string;
  /** The part that it belongs to; only the root has none. */
  parent?: string;
  name: string;
  type: LangfuseObservationType;
  startedAt: number;
  endedAt: number;
  attributes: LangfuseObservationAttributes;
}

/** A run's trace: what is true of all of it, and its parts, the root first. */
export interface Trace {
  runId: string;
  name: string;
  sessionId: string;
  userId?: string;
  version: string;
  tags: string[];
  observations: readonly Observation[];
}

export const ROOT = 'run';
