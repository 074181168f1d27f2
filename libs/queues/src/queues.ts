/** Runs that wait for a worker; payload `RunJob`. */
export const QUEUE_RUNS = 'runs';
export const QUEUES = [QUEUE_RUNS] as const;
export type QueueName = (typeof QUEUES)[number];

/** Ids only: PostgreSQL has the rest, under row level security. */
export interface RunJob {
  runId: string;
  tenantId: string;
}
