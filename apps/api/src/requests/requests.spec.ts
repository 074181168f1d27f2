import type { Page, Problem, RequestLogView } from '@renum/contracts';
import { CallRefusals } from '@renum/billing';
import { newId } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { TestControlPlane } from '../testing/control-plane';

/** The request log over HTTP, on the whole control plane. */
describe('GET /v1/requests', () => {
  let database: TestDatabase;
  let api: TestControlPlane;
  let tenant: TestTenant;
  let get: (query: string) => Promise<Response>;
  let who: Record<'agent_id' | 'agent_version_id' | 'thread_id' | 'run_id' | 'instance_id', string>;

  beforeAll(async () => {
    database = await createTestDatabase();
    api = await TestControlPlane.start({ database, redis: createTestRedis() });
    tenant = await testTenant(database);
    const viewer = await tenant.member('viewer');
    const call = await api.as({ userId: viewer.userId, tenantId: tenant.id, role: 'viewer' });
    get = (query) => call('GET', `/v1/requests${query}`);
    const agent = await tenant.agent({ name: 'Researcher' });
    who = {
      agent_id: agent.id,
      agent_version_id: agent.versionId,
      thread_id: newId(),
      run_id: newId(),
      instance_id: newId(),
    };
    for (let second = 0; second < 5; second += 1) {
      await tenant.insert('usage_events', {
        ...who,
        occurred_at: new Date(Date.UTC(2026, 10, 2, 12, 0, second)),
        kind: 'tool',
        provider: 'tavily',
        operation: 'search',
        method: 'POST',
        path: '/search',
        status: second === 4 ? 502 : 200,
        cost_nano: '8000000',
      });
    }
    await new CallRefusals(database.platform).add([
      {
        ...who,
        id: newId(),
        tenant_id: tenant.id,
        at: '2026-11-02T12:00:02.500Z',
        api_key_id: null,
        credential_id: null,
        connection_id: null,
        provider: 'github',
        operation: null,
        method: 'GET',
        path: '/user',
        code: 'operation_not_allowed',
        reason: 'The agent has no grant for the provider "github".',
        times: 3,
      },
    ]);
  });
  afterAll(async () => {
    await api.stop();
    await database.drop();
  });

  const list = async (query = '') => (await (await get(query)).json()) as Page<RequestLogView>;

  it('shows every member what was called and what was refused, page by page', async () => {
    const seen: RequestLogView[] = [];
    for (let cursor = ''; ;) {
      const page = await list(`?limit=2${cursor}`);
      seen.push(...page.items);
      if (!page.nextCursor) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen.map(({ at }) => at.slice(17, 21))).toEqual([
      '04.0',
      '03.0',
      '02.5',
      '02.0',
      '01.0',
      '00.0',
    ]);
    expect(seen[2]).toMatchObject({
      agentName: 'Researcher',
      decision: 'refused',
      status: 403,
      times: 3,
    });
  });

  it('is narrowed by what is asked', async () => {
    const count = async (query: string) => (await list(query)).items.length;
    expect(await count(`?agentId=${who.agent_id}&runId=${who.run_id}`)).toBe(6);
    expect(await count(`?runId=${newId()}`)).toBe(0);
    expect(await count('?provider=github')).toBe(1);
    expect(await count('?decision=refused&status=403')).toBe(1);
    expect(await count('?status=5xx')).toBe(1);
    expect(await count('?status=2xx')).toBe(4);
    expect(await count('?from=2026-11-02T12:00:02Z&to=2026-11-02T12:00:03Z')).toBe(2);
  });

  it.each(['status=700', 'status=2x', 'cursor=abc', 'decision=maybe', 'limit=1000', 'from=today'])(
    'does not read %s',
    async (query) => {
      const answer = await get(`?${query}`);
      expect(answer.status).toBe(422);
      expect(((await answer.json()) as Problem).errors).toHaveLength(1);
    },
  );

  it('shows nothing of it to another tenant', async () => {
    const call = await api.owner(await testTenant(database));
    const answer = await call('GET', `/v1/requests?runId=${who.run_id}`);
    expect(await answer.json()).toEqual({ items: [] });
  });
});
