import { setTimeout as delay } from 'node:timers/promises';
import { getQueueToken } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import { messageOf, newId } from '@renum/platform';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { OutboxRelay } from './outbox-relay';
import { QUEUE_RUNS, type RunJob } from './queues';
import { redisConfig, type RedisConfig } from './redis.config';
import { REDIS } from './redis.module';

const POLL_MS = 400;
const RECONCILE_MS = 60_000;
/** A turn waits for Redis without end; a stopping process should not. */
const PATIENCE_MS = 2_000;
const LIVE = new Set(['waiting', 'active', 'delayed', 'prioritized', 'waiting-children', 'paused']);

/** Keeps BullMQ in step with PostgreSQL: polls the outbox, and refills an emptied Redis (D2). */
@Injectable()
export class QueueKeeper implements BeforeApplicationShutdown {
  private readonly logger = new Logger(QueueKeeper.name);
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> | undefined;
  private reconciledAt = 0;
  private failing = false;

  constructor(
    private readonly database: PlatformDatabase,
    private readonly relay: OutboxRelay,
    @Inject(getQueueToken(QUEUE_RUNS)) private readonly runs: Queue<RunJob>,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(redisConfig.KEY) private readonly config: RedisConfig,
  ) {}

  /** Starts polling, in every process that can commit an outbox row.  */
  start(): void {
    this.timer = setInterval(() => {
      this.turn ??= this.poll().finally(() => (this.turn = undefined));
    }, POLL_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await Promise.race([this.turn, delay(PATIENCE_MS, undefined, { ref: false })]);
  }

  private async poll(): Promise<void> {
    try {
      await this.relay.drain();
      const emptied = (await this.redis.exists(this.marker)) === 0;
      if (emptied || Date.now() - this.reconciledAt > RECONCILE_MS) await this.reconcile();
      this.failing = false;
    } catch (error) {
      // Once an outage, not twice a second.
      if (!this.failing) this.logger.error(`The outbox is stuck: ${messageOf(error)}`);
      this.failing = true;
    }
  }

  /** Gives every queued run that has no live job a new one; returns how many. */
  async reconcile(): Promise<number> {
    const candidates = await this.queuedRuns();
    let added = 0;
    for (const { runId, tenantId, jobIds } of candidates) {
      if (await this.hasLiveJob(jobIds)) continue;
      await this.database.transaction((em) =>
        em.execute(
          'insert into outbox (id, tenant_id, queue, payload) values (?, ?, ?, ?::jsonb)',
          [newId(), tenantId, QUEUE_RUNS, JSON.stringify({ runId, tenantId })],
        ),
      );
      added += 1;
    }
    if (added > 0) {
      this.logger.warn(`Queued ${added} runs again whose jobs were lost.`);
      await this.relay.drain();
    }
    await this.redis.set(this.marker, new Date().toISOString());
    await this.prune();
    this.reconciledAt = Date.now();
    return added;
  }

  private get marker(): string {
    return `${this.config.REDIS_PREFIX}:queues-filled`;
  }

  private queuedRuns(): Promise<(RunJob & { jobIds: string[] })[]> {
    return this.database.transaction((em) =>
      em.execute(
        `select r.id as "runId", r.tenant_id as "tenantId",
            array_agg(o.id order by o.id desc) as "jobIds"
          from runs r left join outbox o on o.tenant_id = r.tenant_id
            and o.queue = ? and o.payload ->> 'runId' = r.id::text
          where r.state = 'queued'
          group by r.id, r.tenant_id
          -- What waits in the outbox is not lost.
          having count(*) filter (where o.id is not null and o.published_at is null) = 0
          order by r.id limit 5000`,
        [QUEUE_RUNS],
      ),
    );
  }

  private async hasLiveJob(jobIds: (string | null)[]): Promise<boolean> {
    for (const id of jobIds) {
      if (id !== null && LIVE.has(await this.runs.getJobState(id))) return true;
    }
    return false;
  }

  private async prune(): Promise<void> {
    await this.database.transaction((em) =>
      em.execute(`delete from outbox o where published_at < now() - interval '1 day'
        and not exists (select from runs r where r.tenant_id = o.tenant_id
          and r.id::text = o.payload ->> 'runId' and r.state = 'queued')`),
    );
  }
}
