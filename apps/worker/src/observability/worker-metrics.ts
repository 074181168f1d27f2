import { Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';

const JOBS = 'renum_worker_jobs_total';
const JOB_DONE = 'renum_worker_job_done_seconds';
const BUSY = 'renum_worker_busy';

export const metricProviders = [
  makeCounterProvider({
    name: JOBS,
    help: 'Turns of the jobs that a worker repeats, by how they ended',
    labelNames: ['job', 'outcome'],
  }),
  makeGaugeProvider({
    name: JOB_DONE,
    help: 'When a job last ended well, as Unix time',
    labelNames: ['job'],
  }),
  makeGaugeProvider({
    name: BUSY,
    help: 'Sandboxes and runs of this worker at its last heartbeat',
    labelNames: ['what'],
  }),
];

/** Counts and times only: no tenant, no name, no id. */
@Injectable()
export class WorkerMetrics {
  constructor(
    @InjectMetric(JOBS) private readonly jobs: Counter,
    @InjectMetric(JOB_DONE) private readonly done: Gauge,
    @InjectMetric(BUSY) private readonly busy: Gauge,
  ) {}

  jobEnded(job: string, outcome: 'ok' | 'failed'): void {
    this.jobs.inc({ job, outcome });
    if (outcome === 'ok') this.done.set({ job }, Date.now() / 1_000);
  }

  holds(sandboxes: number, runs: number): void {
    this.busy.set({ what: 'sandboxes' }, sandboxes);
    this.busy.set({ what: 'runs' }, runs);
  }
}
