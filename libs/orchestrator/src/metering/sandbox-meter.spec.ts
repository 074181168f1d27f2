import { auditEntities } from '@renum/audit';
import { WalletNews } from '@renum/billing';
import { newId } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { orchestratorEntities } from '../orchestrator.entities';
import { buildOrchestrator, type TestOrchestrator } from '../testing/orchestrator-harness';
import { SandboxMeter } from './sandbox-meter';

interface Event {
  at: string;
  milli: number;
  run: string | null;
  member: string | null;
}

/** Real: PostgreSQL, Redis. Time is moved by moving what the rows say. */
describe('the time of sandboxes', () => {
  let db: TestDatabase;
  let orchestrator: TestOrchestrator;
  let meter: SandboxMeter;
  let tenant: TestTenant;
  let agent: { id: string; versionId: string };
  let threadId: string;
  let workerId: string;

  beforeAll(async () => {
    db = await createTestDatabase({ entities: [...orchestratorEntities, ...auditEntities] });
    const { url: redisUrl, prefix } = createTestRedis();
    orchestrator = buildOrchestrator({ ...db, redisUrl, prefix });
    const settings = { REDIS_URL: redisUrl, REDIS_PREFIX: prefix };
    meter = new SandboxMeter(
      db.platform,
      new WalletNews(db.platform, orchestrator.redis, settings),
    );
  });
  afterAll(async () => {
    await orchestrator.close();
    await db.drop();
  });
  beforeEach(async () => {
    tenant = await testTenant(db);
    agent = await tenant.agent();
    threadId = await tenant.thread(agent.id);
    workerId = newId();
    await beat();
  });

  const sql = <T = unknown>(text: string, params: unknown[] = []): Promise<T[]> =>
    db.platform.transaction((em) => em.execute<T[]>(text, params));
  const beat = (ago = '0 seconds') =>
    sql(
      `insert into workers (id, hostname, pid, docker_ok, docker_detail, instances, runs, heartbeat_at)
       values (?, 'h', 1, true, '', 0, 0, now() - cast(? as interval))
       on conflict (id) do update set heartbeat_at = excluded.heartbeat_at`,
      [workerId, ago],
    );
  /** A sandbox that began to run `ago`. */
  async function started(ago: string, size = '1cpu-1024mb'): Promise<string> {
    const { instanceId } = await orchestrator.instances.claim({
      tenantId: tenant.id,
      threadId,
      workerId,
      size,
    });
    await orchestrator.instances.touch(
      { tenantId: tenant.id, instanceId },
      { state: 'busy', containerId: 'c0ffee' },
    );
    await sql(
      `update instances set metered_until = started_at - cast(? as interval),
         started_at = started_at - cast(? as interval) where id = ?`,
      [ago, ago, instanceId],
    );
    await beat();
    return instanceId;
  }
  const gone = (instanceId: string) =>
    orchestrator.instances.gone({ tenantId: tenant.id, instanceId }, 'Idle.');
  const events = (instanceId: string) =>
    sql<Event>(
      `select occurred_at as at, quantity_milli::int as milli, run_id as run, user_id as member
       from usage_events where instance_id = ? and kind = 'sandbox' order by id`,
      [instanceId],
    );
  const billed = async (instanceId: string) =>
    (await events(instanceId)).reduce((sum, { milli }) => sum + milli, 0);
  const life = async (instanceId: string) => {
    const [row] = await sql<{ ms: number }>(
      `select (extract(epoch from ended_at - started_at) * 1000)::int as ms
       from instances where id = ?`,
      [instanceId],
    );
    return row?.ms;
  };

  it('is billed while it runs and to its end, each millisecond once', async () => {
    const instanceId = await started('70 seconds');
    await meter.sweep();
    const first = await billed(instanceId);
    expect(first).toBeGreaterThanOrEqual(69_900);
    expect(await meter.sweep()).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await gone(instanceId);
    await meter.sweep();
    expect(await billed(instanceId)).toBe(await life(instanceId));
    expect(await meter.sweep()).toBe(0);
    const [row] = await sql(
      `select provider, operation, meter, agent_id, thread_id, cost_nano::int as cost, priced
       from usage_events where instance_id = ? limit 1`,
      [instanceId],
    );
    expect(row).toEqual({
      provider: 'renum',
      operation: 'sandbox.1cpu-1024mb',
      meter: 'sandbox_seconds',
      agent_id: agent.id,
      thread_id: threadId,
      cost: 0,
      priced: true,
    });
  });

  it('is billed once by many at the same time', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) {
      threadId = await tenant.thread(agent.id);
      ids.push(await started(`${index * 20} minutes`));
    }
    await Promise.all(Array.from({ length: 6 }, () => meter.sweep({ afterSeconds: 0 })));
    await Promise.all(ids.map(gone));
    await Promise.all(Array.from({ length: 6 }, () => meter.sweep()));
    for (const id of ids) expect(await billed(id)).toBe(await life(id));
  });

  it('loses and doubles nothing when the process dies before the commit', async () => {
    const instanceId = await started('90 seconds');
    const cut = db.platform.transaction(async (em) => {
      const dying = new SandboxMeter(
        { transaction: (work: (em: unknown) => unknown) => work(em) } as never,
        { afterSpending: () => Promise.reject(new Error('killed')) } as never,
      );
      await dying.sweep();
    });
    await expect(cut).rejects.toThrow('killed');
    expect(await billed(instanceId)).toBe(0);
    await gone(instanceId);
    await meter.sweep();
    expect(await billed(instanceId)).toBe(await life(instanceId));
  });

  it('ends with the last sign of a worker that died', async () => {
    const instanceId = await started('10 minutes');
    await beat('4 minutes');
    const [sign] = await sql<{ ms: number }>(
      `select (extract(epoch from w.heartbeat_at - i.started_at) * 1000)::float as ms
       from instances i join workers w on w.id = i.worker_id where i.id = ?`,
      [instanceId],
    );
    await meter.sweep();
    const before = await billed(instanceId);
    expect(before).toBeGreaterThan(359_000);
    expect(Math.abs(before - (sign?.ms ?? 0))).toBeLessThan(2);
    // Nobody has reaped it yet: it is not billed on.
    expect(await meter.sweep({ afterSeconds: 0 })).toBe(0);
    expect(await orchestrator.instances.abandoned()).toContain(instanceId);
    await meter.sweep();
    expect(await billed(instanceId)).toBe(before);
    expect(await life(instanceId)).toBe(before);
  });

  it('ends when a run on another worker takes the sandbox over', async () => {
    const instanceId = await started('10 minutes');
    await meter.sweep();
    await orchestrator.instances.claim({ tenantId: tenant.id, threadId, workerId: newId() });
    await meter.sweep();
    expect(await billed(instanceId)).toBe(await life(instanceId));
  });

  it('is nothing when its container never ran', async () => {
    const wanted = { tenantId: tenant.id, threadId, workerId };
    const { instanceId } = await orchestrator.instances.claim(wanted);
    await gone(instanceId);
    expect(await meter.sweep({ afterSeconds: 0 })).toBe(0);
    expect(await events(instanceId)).toEqual([]);
  });

  it('is of the run that began last, and of its hour', async () => {
    const instanceId = await started('90 minutes');
    const run = (ago: string, createdBy?: string) =>
      tenant.queuedRun(agent, threadId, {
        state: 'completed',
        endedAt: new Date(),
        startedAt: new Date(Date.now() - Number(ago) * 60_000),
        ...(createdBy && { createdBy }),
      });
    const first = await run('91', tenant.owner.userId);
    const second = await run('40');
    await meter.sweep();
    const all = await events(instanceId);
    const of = (id: string) => all.filter((event) => event.run === id);
    const sum = (some: Event[]) => some.reduce((total, { milli }) => total + milli, 0);
    expect(Math.round(sum(of(first)) / 60_000)).toBe(50);
    expect(Math.round(sum(of(second)) / 60_000)).toBe(40);
    expect(of(first)[0]?.member).toBe(tenant.owner.userId);
    expect(of(second)[0]?.member).toBeNull();
    const hour = (moment: number) => Math.floor(moment / 3_600_000);
    for (const { at, milli } of all)
      expect(hour(Date.parse(at) + milli - 1)).toBe(hour(Date.parse(at)));
  });
});
