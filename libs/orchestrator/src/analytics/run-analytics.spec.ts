import { UsageExplorer } from '@renum/billing';
import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { RunAnalytics, type RunQuestion } from './run-analytics';

/** Real: PostgreSQL with its triggers, under row level security. */
describe('RunAnalytics', () => {
  let db: TestDatabase;
  let analytics: RunAnalytics;
  let tenant: TestTenant;
  let other: TestTenant;
  let researcher: { id: string; versionId: string };
  let writer: { id: string; versionId: string };

  interface Ended {
    state: string;
    at: string;
    reason?: string;
    detail?: string;
    seconds?: number;
    steps?: number;
  }
  /** Queued, then ended, as runs are. */
  async function run(of: TestTenant, agent: typeof researcher, ended: Ended): Promise<string> {
    const at = new Date(ended.at);
    const startedAt = new Date(at.getTime() - 600_000);
    const id = await of.queuedRun(agent, await of.thread(agent.id), {
      createdAt: new Date(startedAt.getTime() - 1_000),
      startedAt,
    });
    await of.run(() =>
      db.tenants.transaction((em) =>
        em.execute(
          `update runs set state = ?, ended_at = ?, reason = ?, detail = ?, used_ms = ?,
             used_steps = ? where id = ?`,
          [
            ended.state,
            at.toISOString(),
            ended.reason ?? null,
            ended.detail ?? null,
            (ended.seconds ?? 9) * 1000,
            ended.steps ?? 4,
            id,
          ],
        ),
      ),
    );
    return id;
  }
  const usage = (of: TestTenant, agentId: string | null, more: object = {}) =>
    of.insert('usage_events', {
      occurredAt: new Date('2026-11-02T12:00:00Z'),
      kind: 'llm',
      agentId,
      provider: 'openai',
      model: 'gpt-4.1-mini',
      operation: 'chat.completions',
      status: 200,
      costNano: '1000',
      durationMs: 1500,
      firstTokenMs: 500,
      ...more,
    });

  let lastFailed: string;
  beforeAll(async () => {
    db = await createTestDatabase();
    analytics = new RunAnalytics(
      db.tenants,
      db.platform,
      new UsageExplorer(db.tenants, db.platform),
    );
    tenant = await testTenant(db, { name: 'Acme' });
    other = await testTenant(db, { name: 'Other' });
    researcher = await tenant.agent({ name: 'Researcher' });
    writer = await tenant.agent({ name: 'Writer' });
    for (const minute of [10, 20, 59])
      await run(tenant, researcher, {
        state: 'completed',
        at: `2026-11-02T12:${minute}:00Z`,
        seconds: minute,
      });
    const failed = { state: 'failed', reason: 'model_error' };
    await run(tenant, writer, { ...failed, at: '2026-11-02T12:00:00Z', steps: 9 });
    lastFailed = await run(tenant, researcher, {
      ...failed,
      at: '2026-11-03T23:30:00Z',
      detail: 'The model is away.',
    });
    await run(tenant, writer, { state: 'limit', reason: 'budget', at: '2026-11-03T01:00:00Z' });
    await run(tenant, writer, { state: 'stopped', at: '2026-11-03T01:10:00Z' });
    // Not over: not counted.
    await tenant.queuedRun(writer, await tenant.thread(writer.id));
    await run(tenant, writer, { state: 'completed', at: '2026-10-31T23:59:59Z' });
    await usage(tenant, researcher.id);
    await usage(tenant, writer.id, { costNano: '9007199254740993' });
    const apiKeyId = newId();
    await usage(tenant, null, { apiKeyId, costNano: '500' });
    const agent = await other.agent();
    await run(other, agent, { ...failed, at: '2026-11-02T12:00:00Z' });
    await usage(other, agent.id, { costNano: '3' });
  });
  afterAll(() => db.drop());

  const NOVEMBER: RunQuestion = {
    from: new Date('2026-11-01'),
    to: new Date('2026-12-01'),
    timeZone: 'UTC',
    bucket: 'day',
  };
  const analyse = (question: Partial<RunQuestion> = {}, as = tenant) =>
    as.run(() => analytics.analyse({ ...NOVEMBER, ...question }));

  it('counts each run once, by how it ended', async () => {
    const { totals } = await analyse();
    expect(totals).toMatchObject({
      runs: 7,
      completed: 3,
      failed: 2,
      limit: 1,
      stopped: 1,
      successRate: 0.5,
      stepsPerRun: 4.7,
      firstTokenMs: 500,
      // Without what external apps used.
      costNano: '9007199254741993',
      costPerSuccessNano: '3002399751580664',
    });
    // 10, 20 and 59 seconds, and one in the queue.
    expect((totals.p50Ms ?? 0) / 21_000).toBeCloseTo(1, 0);
    expect(Math.abs((totals.p95Ms ?? 0) / 60_000 - 1)).toBeLessThan(0.1);
  });

  it('has every day of the range, and those of the viewer', async () => {
    const { points } = await analyse();
    expect(points).toHaveLength(30);
    const busy = points.filter(({ runs }) => runs > 0);
    expect(busy.map(({ bucket, completed, failed }) => [bucket, completed, failed])).toEqual([
      ['2026-11-02', 3, 1],
      ['2026-11-03', 0, 1],
    ]);
    expect(busy[0]?.costNano).toBe('9007199254741993');
    const tokyo = await analyse({ timeZone: 'Asia/Tokyo', from: new Date('2026-10-31T15:00Z') });
    const days = tokyo.points.filter(({ failed }) => failed > 0).map(({ bucket }) => bucket);
    expect(days).toEqual(['2026-11-02', '2026-11-04']);
  });

  it('tells agents apart, the busiest first', async () => {
    const { rows } = await analyse();
    expect(rows.map(({ label, runs, costNano }) => [label, runs, costNano])).toEqual([
      ['Researcher', 4, '1000'],
      ['Writer', 3, '9007199254740993'],
    ]);
    expect(rows[1]).not.toHaveProperty('costPerSuccessNano');
    const one = await analyse({ agentId: writer.id });
    expect(one.totals).toMatchObject({ runs: 3, costNano: '9007199254740993' });
  });

  it('shows what runs fail of, with the last one', async () => {
    const { failures } = await analyse();
    expect(failures).toEqual([
      {
        state: 'failed',
        reason: 'model_error',
        runs: 2,
        agents: 2,
        lastAt: '2026-11-03T23:30:00.000Z',
        runId: lastFailed,
        detail: 'The model is away.',
        tenantId: tenant.id,
        tenantName: 'Acme',
      },
      expect.objectContaining({ state: 'limit', reason: 'budget', runs: 1 }),
    ]);
  });

  it('still counts a run whose thread is gone', async () => {
    const third = await testTenant(db);
    const id = await run(third, await third.agent(), {
      state: 'failed',
      reason: 'internal',
      at: '2026-11-02T12:00:00Z',
    });
    await db.platform.transaction((em) =>
      em.execute('delete from threads where id = (select thread_id from runs where id = ?)', [id]),
    );
    const { failures, totals } = await analyse({}, third);
    expect(totals.runs).toBe(1);
    expect(failures).toMatchObject([{ reason: 'internal', runs: 1, runId: undefined }]);
    await db.platform.transaction((em) =>
      em.execute('delete from run_hourly where tenant_id = ?', [third.id]),
    );
  });

  it('sees nothing of another tenant', async () => {
    const view = await analyse({}, other);
    expect(view.totals).toMatchObject({ runs: 1, costNano: '3' });
    expect(view.failures.map(({ tenantName }) => tenantName)).toEqual(['Other']);
    const foreign = await analyse({ agentId: writer.id, tenantId: tenant.id }, other);
    expect(foreign).toMatchObject({ rows: [], failures: [], totals: { runs: 0 } });
  });

  it('shows operators all tenants, or one', async () => {
    const all = await analytics.analyseAll(NOVEMBER, 'tenant');
    expect(all.rows.map(({ label, runs }) => [label, runs])).toEqual([
      ['Acme', 7],
      ['Other', 1],
    ]);
    expect(all.failures[0]).toMatchObject({ runs: 3, agents: 3, tenantName: 'Acme' });
    const one = await analytics.analyseAll({ ...NOVEMBER, tenantId: other.id }, 'agent');
    expect(one.totals).toMatchObject({ runs: 1, costNano: '3' });
  });

  it('is made of whole hours', async () => {
    const view = await analyse({
      from: new Date('2026-11-02T12:40Z'),
      to: new Date('2026-11-02T12:50Z'),
    });
    expect([view.from, view.to]).toEqual(['2026-11-02T12:00:00.000Z', '2026-11-02T13:00:00.000Z']);
    expect(view.totals.runs).toBe(4);
  });

  it('adds up to the runs themselves, whatever is written to them later', async () => {
    await db.platform.transaction((em) =>
      em.execute(`update runs set summary = 'Seen.' where ended_at is not null`),
    );
    const [sums] = await db.platform.transaction((em) =>
      em.execute<{ hours: string; runs: string; latency: string }[]>(
        `select (select sum(runs) from run_hourly) as hours,
           (select count(*) from runs where ended_at is not null) as runs,
           (select sum(n) from run_hourly, unnest(latency) n) as latency`,
      ),
    );
    expect(sums).toEqual({ hours: '9', runs: '9', latency: '4' });
  });
});
