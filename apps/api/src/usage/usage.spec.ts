import type { UsageView } from '@renum/contracts';
import { newId } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { TestControlPlane, type Call } from '../testing/control-plane';

/** Usage over HTTP, on the whole control plane. */
describe('usage', () => {
  let database: TestDatabase;
  let api: TestControlPlane;
  let tenant: TestTenant;
  let viewer: Call;
  let operator: Call;
  let email: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    api = await TestControlPlane.start({ database, redis: createTestRedis() });
    tenant = await testTenant(database, { name: 'Acme' });
    const member = await tenant.member('viewer');
    email = member.email;
    viewer = await api.as({ userId: member.userId, tenantId: tenant.id, role: 'viewer' });
    operator = await api.operator();
    const agent = await tenant.agent({ name: 'Researcher' });
    for (let hour = 0; hour < 4; hour += 1)
      await tenant.insert('usage_events', {
        occurredAt: new Date(Date.UTC(2026, 10, 2, 21 + hour, 30)),
        kind: 'tool',
        agentId: agent.id,
        userId: hour === 0 ? member.userId : null,
        provider: hour === 3 ? 'github' : 'tavily',
        operation: 'search',
        status: 200,
        costNano: '8000000',
      });
  });
  afterAll(async () => {
    await api.stop();
    await database.drop();
  });

  const NOVEMBER = 'from=2026-11-01&to=2026-11-30';
  const usage = async (query: string) =>
    (await (await viewer('GET', `/v1/usage?${NOVEMBER}&${query}`)).json()) as UsageView;
  const counts = ({ rows }: UsageView) => rows.map(({ label, calls }) => [label, calls]);

  it('is shown to every member, by the days of their time zone', async () => {
    expect(counts(await usage(''))).toEqual([
      ['2026-11-02', 3],
      ['2026-11-03', 1],
    ]);
    expect(counts(await usage('timeZone=Asia/Tokyo'))).toEqual([['2026-11-03', 4]]);
  });

  it('names providers and people, in rows and series', async () => {
    const view = await usage('groupBy=provider&bucket=month&top=1');
    expect(counts(view)).toEqual([
      ['Tavily', 3],
      ['GitHub', 1],
    ]);
    expect(view.series?.groups.map(({ label }) => label)).toEqual(['Tavily', 'Others']);
    expect(counts(await usage('groupBy=member'))).toEqual([
      ['Programs', 3],
      [email, 1],
    ]);
  });

  it("names the platform's own meters", async () => {
    await tenant.insert('usage_events', {
      occurredAt: new Date('2026-09-02T12:00:00Z'),
      kind: 'sandbox',
      agentId: newId(),
      provider: 'renum',
      operation: 'sandbox.1cpu-1024mb',
      meter: 'sandbox_seconds',
      quantityMilli: 60_000,
      costNano: '0',
    });
    const path = '/v1/usage?from=2026-09-01&to=2026-09-30&groupBy=provider';
    const view = (await (await viewer('GET', path)).json()) as UsageView;
    expect(counts(view)).toEqual([['Renum', 0]]);
  });

  it('is a table, of a series with all groups', async () => {
    const answer = await viewer(
      'GET',
      `/v1/usage/csv?${NOVEMBER}&groupBy=provider&bucket=day&top=1`,
    );
    expect(answer.headers.get('content-disposition')).toContain('usage-by-provider.csv');
    const lines = (await answer.text()).trimEnd().split('\r\n');
    expect(lines.map((line) => line.split(',').slice(0, 4).join())).toEqual([
      'from,provider,name,calls',
      '2026-11-02,tavily,Tavily,3',
      '2026-11-03,github,GitHub,1',
    ]);
    expect(lines[1]).toMatch(/,0\.024,0\.00,USD$/);
  });

  it('has its single events, as a table and as lines', async () => {
    const csv = await viewer('GET', `/v1/usage/events?${NOVEMBER}`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect((await csv.text()).trimEnd().split('\r\n')).toHaveLength(5);
    const lines = await viewer('GET', `/v1/usage/events?${NOVEMBER}&format=ndjson&provider=github`);
    const [event] = (await lines.text()).trimEnd().split('\n');
    expect(JSON.parse(event ?? '')).toMatchObject({ provider: 'github', agentName: 'Researcher' });
    const year = await viewer('GET', '/v1/usage/events?from=2026-01-01&to=2026-11-30');
    expect(year.status).toBe(422);
  });

  it('of all tenants is for operators', async () => {
    const path = `/v1/operator/usage?${NOVEMBER}&groupBy=tenant&tenantId=${tenant.id}`;
    const all = (await (await operator('GET', path)).json()) as UsageView;
    expect(counts(all)).toEqual([['Acme', 4]]);
    expect((await viewer('GET', path)).status).toBe(403);
  });

  it('shows nothing of it to another tenant', async () => {
    const call = await api.owner(await testTenant(database));
    const events = await call('GET', `/v1/usage/events?${NOVEMBER}`);
    expect((await events.text()).trimEnd().split('\r\n')).toHaveLength(1);
    const csv = await call('GET', `/v1/usage/csv?${NOVEMBER}&groupBy=agent&agentId=${newId()}`);
    expect((await csv.text()).trimEnd().split('\r\n')).toHaveLength(1);
  });
});
