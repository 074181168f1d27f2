import type { RunAnalyticsView } from '@renum/contracts';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { TestControlPlane, type Call } from '../testing/control-plane';

/** Analytics over HTTP, on the whole control plane. */
describe('analytics', () => {
  let database: TestDatabase;
  let api: TestControlPlane;
  let tenant: TestTenant;
  let viewer: Call;
  let operator: Call;

  beforeAll(async () => {
    database = await createTestDatabase();
    api = await TestControlPlane.start({ database, redis: createTestRedis() });
    tenant = await testTenant(database, { name: 'Acme' });
    viewer = await api.member(tenant, 'viewer');
    operator = await api.operator();
    const agent = await tenant.agent({ name: 'Researcher' });
    for (const state of ['completed', 'failed'])
      await tenant.queuedRun(agent, await tenant.thread(agent.id), {
        state,
        endedAt: new Date('2026-11-02T12:00:00Z'),
        ...(state === 'failed' && { reason: 'model_error' }),
      });
  });
  afterAll(async () => {
    await api.stop();
    await database.drop();
  });

  const NOVEMBER = 'from=2026-11-01&to=2026-11-30';
  const read = async (call: Call, path: string) => {
    const answer = await call('GET', path);
    return { status: answer.status, view: (await answer.json()) as RunAnalyticsView };
  };

  it('tells every member how runs went', async () => {
    const { view } = await read(viewer, `/v1/analytics/runs?${NOVEMBER}&timeZone=Europe/Berlin`);
    expect(view.totals).toMatchObject({ runs: 2, completed: 1, successRate: 0.5 });
    expect(view.points).toHaveLength(30);
    expect(view.rows.map(({ label }) => label)).toEqual(['Researcher']);
    expect(view.failures).toMatchObject([{ reason: 'model_error', runs: 1 }]);
  });

  it('tells operators of all tenants, and nobody else', async () => {
    const path = `/v1/operator/analytics?${NOVEMBER}`;
    const { view } = await read(operator, path);
    expect(view.rows).toMatchObject([{ label: 'Acme', runs: 2 }]);
    expect((await read(viewer, path)).status).toBe(403);
  });

  it('is of whole months by the hour at most', async () => {
    const path = '/v1/analytics/runs?from=2026-01-01&to=2026-11-30&bucket=hour';
    expect((await read(viewer, path)).status).toBe(422);
  });
});
