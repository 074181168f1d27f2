import { setTimeout as sleep } from 'node:timers/promises';
import { getQueueToken } from '@nestjs/bullmq';
import { Test, type TestingModule } from '@nestjs/testing';
import { databaseConfig, DatabaseModule } from '@renum/database';
import { ConfigModule } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  type TestDatabase,
  testTenant,
  type TestTenant,
} from '@renum/testing';
import { type Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import {
  Outbox,
  OutboxRelay,
  QUEUE_RUNS,
  QueueKeeper,
  QueuesModule,
  REDIS,
  redisConfig,
  type RunJob,
} from './index';

describe('queues', () => {
  const redis = createTestRedis();
  let db: TestDatabase;
  let module: TestingModule;
  let tenant: TestTenant;
  let outbox: Outbox;
  let relay: OutboxRelay;
  let queue: Queue<RunJob>;

  beforeAll(async () => {
    db = await createTestDatabase();
    module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot([databaseConfig, redisConfig], {
          DATABASE_URL: db.appUrl,
          DATABASE_PLATFORM_URL: db.platformUrl,
          REDIS_URL: redis.url,
          REDIS_PREFIX: redis.prefix,
        }),
        DatabaseModule.forRoot({ entities: [] }),
        QueuesModule,
      ],
    }).compile();
    outbox = module.get(Outbox);
    relay = module.get(OutboxRelay);
    queue = module.get(getQueueToken(QUEUE_RUNS));
    tenant = await testTenant(db);
  });
  afterEach(() => queue.obliterate({ force: true }));
  afterAll(async () => {
    await module.close();
    await db.drop();
  });

  const queuedRun = async (): Promise<RunJob> => {
    const agent = await tenant.agent();
    const runId = await tenant.queuedRun(agent, await tenant.thread(agent.id));
    return { runId, tenantId: tenant.id };
  };
  const add = (job: RunJob) =>
    tenant.run(() => db.tenants.transaction((em) => outbox.add(em, QUEUE_RUNS, job)));
  const queued = async () => (await queue.getJobs(['waiting'])).map((job) => job.data);

  it('publishes what was committed, once, ids only', async () => {
    const job = await queuedRun();
    await add(job);
    expect(await relay.drain()).toBe(1);
    expect(await relay.drain()).toBe(0);
    expect(await queued()).toEqual([job]);
  });

  it('publishes nothing of a transaction that rolled back', async () => {
    const job = await queuedRun();
    const failing = tenant.run(() =>
      db.tenants.transaction(async (em) => {
        await outbox.add(em, QUEUE_RUNS, job);
        throw new Error('no');
      }),
    );
    await expect(failing).rejects.toThrow('no');
    expect(await relay.drain()).toBe(0);
    expect(await queued()).toEqual([]);
  });

  it('cannot be used to queue work for another tenant', async () => {
    const other = await testTenant(db);
    const job = { runId: tenant.id, tenantId: other.id };
    await expect(add(job)).rejects.toThrow('row-level security');
  });

  it('shares the rows between relays without doubling one', async () => {
    const jobs = await Promise.all(Array.from({ length: 30 }, () => queuedRun()));
    await Promise.all(jobs.map(add));
    const second = new OutboxRelay(db.platform, queue);
    const counts = await Promise.all([relay.drain(), second.drain(), relay.drain()]);
    expect(counts.reduce((a, b) => a + b)).toBe(30);
    expect(new Set((await queued()).map(({ runId }) => runId)).size).toBe(30);
  });

  it('sends the same job again, under the same id, after a crash before the mark', async () => {
    const job = await queuedRun();
    await add(job);
    await relay.drain();
    await db.platform.transaction((em) =>
      em.execute(`update outbox set published_at = null where payload ->> 'runId' = ?`, [
        job.runId,
      ]),
    );
    expect(await relay.drain()).toBe(1);
    expect(await queued()).toEqual([job]);
  });

  it('fills an emptied Redis from PostgreSQL, and leaves live jobs alone', async () => {
    const job = await queuedRun();
    await add(job);
    await relay.drain();
    const keeper = module.get(QueueKeeper);
    await keeper.reconcile();
    const before = (await queued()).filter(({ runId }) => runId === job.runId);
    expect(before).toHaveLength(1);
    // Everything under our prefix is gone, as after FLUSHALL.
    const client = module.get<Redis>(REDIS);
    const keys = await client.keys(`${redis.prefix}:*`);
    await client.del(...keys);
    expect(await queued()).toEqual([]);
    expect(await keeper.reconcile()).toBeGreaterThan(0);
    expect((await queued()).filter(({ runId }) => runId === job.runId)).toHaveLength(1);
    expect(await keeper.reconcile()).toBe(0);
  });

  it('gives a queued run a new job when its old one ended without taking it', async () => {
    const job = await queuedRun();
    await add(job);
    await relay.drain();
    const worker = new Worker(QUEUE_RUNS, () => Promise.resolve('not taken'), {
      connection: { url: redis.url },
      prefix: `${redis.prefix}:bull`,
    });
    await new Promise<void>((resolve) => worker.once('drained', () => resolve()));
    await worker.close();
    await module.get(QueueKeeper).reconcile();
    expect((await queued()).map(({ runId }) => runId)).toContain(job.runId);
  });

  it('takes a kick for what the poll would find later', async () => {
    // Nothing polls before `init`.
    const job = await queuedRun();
    await add(job);
    relay.kick();
    relay.kick();
    await arrived(job);
  });

  it('finds by itself what nobody kicked for, once the process is up', async () => {
    await module.init();
    const job = await queuedRun();
    await add(job);
    await arrived(job);
  });

  async function arrived({ runId }: RunJob): Promise<void> {
    for (const end = Date.now() + 20_000; Date.now() < end; await sleep(5)) {
      if ((await queued()).some((job) => job.runId === runId)) return;
    }
    throw new Error('The job did not come.');
  }
});
