import { randomBytes } from 'node:crypto';
import { withConnection } from '@renum/database';
import { newId } from '@renum/platform';
import type { RequestLogView } from '@renum/contracts';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { CallRefusals, type RefusalRow } from './call-refusals';
import { RequestQueries } from './request-queries';
import { requestLogSql, type RequestFilter } from './request-sql';

const DAY = Date.parse('2026-11-02T00:00:00Z');

/** Real: PostgreSQL under row level security. */
describe('RequestQueries', () => {
  let db: TestDatabase;
  let queries: RequestQueries;
  let tenant: TestTenant;
  let agentId: string;
  const [runId, threadId] = [newId(), newId()];

  const at = (second: number) => new Date(DAY + second * 1000);
  const ids = () => ({
    agentId,
    agentVersionId: newId(),
    threadId,
    runId,
    instanceId: newId(),
  });
  const allowed = (second: number, overrides: Record<string, unknown> = {}, to = tenant) =>
    to.insert('usage_events', {
      ...ids(),
      occurredAt: at(second),
      kind: 'tool',
      provider: 'tavily',
      operation: 'search',
      method: 'POST',
      path: '/search',
      status: 200,
      costNano: '8000000',
      attempts: 2,
      ...overrides,
    });
  const refusal = (second: number, overrides: Partial<RefusalRow> = {}): RefusalRow => ({
    id: newId(),
    tenant_id: tenant.id,
    at: at(second).toISOString(),
    agent_id: agentId,
    agent_version_id: newId(),
    thread_id: threadId,
    run_id: runId,
    instance_id: newId(),
    api_key_id: null,
    credential_id: null,
    connection_id: null,
    provider: 'github',
    operation: null,
    method: 'GET',
    path: '/user',
    code: 'operation_not_allowed',
    reason: 'The agent has no grant.',
    times: 1,
    ...overrides,
  });
  const add = (...rows: RefusalRow[]) => new CallRefusals(db.platform).add(rows);
  const list = (filter: Partial<RequestFilter> = {}, as = tenant) =>
    as.run(() => queries.list({ limit: 100, ...filter }));
  const seconds = (items: readonly RequestLogView[]) =>
    items.map((each) => (Date.parse(each.at) - DAY) / 1000);
  async function all(filter: Partial<RequestFilter>): Promise<RequestLogView[]> {
    const items: RequestLogView[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await list({ ...filter, cursor });
      items.push(...page.items);
      cursor = page.nextCursor;
      if (!cursor) return items;
    }
  }

  beforeAll(async () => {
    db = await createTestDatabase();
    queries = new RequestQueries(db.tenants);
  });
  beforeEach(async () => {
    tenant = await testTenant(db);
    agentId = (await tenant.agent({ name: 'Researcher' })).id;
  });
  afterAll(() => db.drop());

  it('shows both sides in one order, as people read them', async () => {
    const id = await allowed(1, { durationMs: 12, masked: 1, requestBytes: 3, responseBytes: 4 });
    const refused = refusal(2, { times: 7, credential_id: newId() });
    await add(refused);
    const approved = await allowed(3, { approvalId: newId(), agentId: newId(), kind: 'llm' });
    const { items, nextCursor } = await list();
    expect(nextCursor).toBeUndefined();
    expect(items.map((item) => item.id)).toEqual([approved, refused.id, id]);
    expect(items.map(({ decision, agentName }) => [decision, agentName])).toEqual([
      ['approved', 'Deleted agent'],
      ['refused', 'Researcher'],
      ['allowed', 'Researcher'],
    ]);
    expect(items[1]).toMatchObject({
      provider: 'github',
      code: 'operation_not_allowed',
      reason: 'The agent has no grant.',
      status: 403,
      times: 7,
      method: 'GET',
      path: '/user',
      cost: { nano: '0', currency: 'USD' },
    });
    expect(items[2]).toEqual({
      id,
      at: at(1).toISOString(),
      agentId,
      agentName: 'Researcher',
      runId,
      threadId,
      provider: 'tavily',
      operation: 'search',
      method: 'POST',
      path: '/search',
      decision: 'allowed',
      times: 1,
      status: 200,
      durationMs: 12,
      attempts: 2,
      cost: { nano: '8000000', currency: 'USD' },
      estimated: false,
      masked: 1,
      requestBytes: 3,
      responseBytes: 4,
    });
  });

  it('pages through the union without loss or doubles, where many are of one moment', async () => {
    const moments = Array.from({ length: 60 }, (_, index) => Math.floor(index / 6));
    for (const [index, moment] of moments.entries()) {
      if (index % 3 === 0) await add(refusal(moment));
      else await allowed(moment);
    }
    const whole = (await list()).items;
    expect(seconds(whole)).toEqual(moments.toReversed());
    for (const limit of [1, 7, 20]) {
      const paged = await all({ limit });
      expect(paged.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
    }
  });

  it('does not lose its place when new calls come in between pages', async () => {
    for (let second = 0; second < 9; second += 1) await allowed(second);
    const first = await list({ limit: 4 });
    await allowed(20);
    await add(refusal(21));
    const second = await list({ limit: 100, cursor: first.nextCursor });
    expect(seconds([...first.items, ...second.items])).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0]);
  });

  it('shows what an external app called, by its key', async () => {
    const apiKeyId = await tenant.insert('api_keys', {
      name: 'Shop',
      role: 'viewer',
      hint: 'abcd',
      keyHash: randomBytes(32),
    });
    const nobody = {
      agent_id: null,
      agent_version_id: null,
      thread_id: null,
      run_id: null,
      instance_id: null,
    };
    const app = {
      agentId: null,
      agentVersionId: null,
      threadId: null,
      runId: null,
      instanceId: null,
    };
    const id = await allowed(1, { ...app, apiKeyId, kind: 'llm', firstTokenMs: 210 });
    await allowed(2);
    await add(refusal(3, { ...nobody, api_key_id: apiKeyId, code: 'limit_exceeded' }), refusal(4));
    const { items } = await list({ apiKeyId });
    expect(seconds(items)).toEqual([3, 1]);
    for (const item of items) {
      expect(item).toMatchObject({ apiKeyId, apiKeyName: 'Shop' });
      expect(item).toMatchObject({ agentId: undefined, agentName: undefined, runId: undefined });
    }
    expect(items[1]).toMatchObject({ id, firstTokenMs: 210 });
  });

  it('filters both sides', async () => {
    const [other, otherRun] = [newId(), newId()];
    await allowed(1);
    await allowed(2, { agentId: other, runId: otherRun });
    await allowed(3, { status: 503, provider: 'openai' });
    await allowed(4, { approvalId: newId() });
    await allowed(5, { status: null });
    await add(
      refusal(6, { agent_id: other, run_id: otherRun }),
      refusal(7, { provider: 'openai', code: 'overloaded' }),
      refusal(8, { code: 'limit_exceeded' }),
    );
    const seen = async (filter: Partial<RequestFilter>) => seconds((await list(filter)).items);
    expect(await seen({ agentId: other })).toEqual([6, 2]);
    expect(await seen({ runId: otherRun })).toEqual([6, 2]);
    expect(await seen({ provider: 'openai' })).toEqual([7, 3]);
    expect(await seen({ decision: 'refused' })).toEqual([8, 7, 6]);
    expect(await seen({ decision: 'allowed' })).toEqual([5, 3, 2, 1]);
    expect(await seen({ decision: 'approved' })).toEqual([4]);
    expect(await seen({ status: { from: 503, to: 503 } })).toEqual([7, 3]);
    expect(await seen({ status: { from: 400, to: 499 } })).toEqual([8, 6]);
    expect(await seen({ status: { from: 200, to: 299 } })).toEqual([4, 2, 1]);
    expect(await seen({ from: at(3), to: at(7) })).toEqual([6, 5, 4, 3]);
    expect(await seen({ provider: 'openai', decision: 'refused', to: at(7) })).toEqual([]);
  });

  it('sees nothing of another tenant', async () => {
    await allowed(1);
    await add(refusal(2));
    const other = await testTenant(db);
    await allowed(3, {}, other);
    expect(seconds((await list({}, other)).items)).toEqual([3]);
    expect((await list({ agentId }, await testTenant(db))).items).toEqual([]);
  });

  it.each(['', 'x', Buffer.from(`2026-11-02T00:00:00Z_${newId()}`).toString('base64url')])(
    'refuses the cursor %j, which it never gave',
    async (cursor) => {
      if (cursor === '') expect((await list({ cursor })).items).toEqual([]);
      else await expect(list({ cursor })).rejects.toMatchObject({ code: 'validation_failed' });
    },
  );

  it('keeps what it can of a batch with a row that PostgreSQL will never take', async () => {
    const good = refusal(1, { path: '/nul\u0000' });
    const bad = refusal(2, { tenant_id: newId() });
    const refused = await add(good, bad);
    expect(refused.map(({ row }) => row.id)).toEqual([bad.id]);
    // Told again, as after a lost answer: nothing is doubled.
    await add(good);
    expect((await list()).items.map(({ path }) => path)).toEqual(['/nul\ufffd']);
  });

  describe('with 200,000 entries', () => {
    let big: TestTenant;
    const [agent, run] = [newId(), newId()];

    beforeAll(async () => {
      big = await testTenant(db);
      await db.platform.transaction(async (em) => {
        const agents = Array.from({ length: 20 }, (_, index) => (index === 0 ? agent : newId()));
        await em.execute(
          `insert into usage_events (id, tenant_id, occurred_at, kind, agent_id, agent_version_id,
             thread_id, run_id, instance_id, provider, operation, status, cost_nano, approval_id)
           select gen_random_uuid(), ?, timestamptz '2026-11-01Z' + n * interval '1 second', 'tool',
             (cast(? as jsonb) ->> (n % 20))::uuid, gen_random_uuid(), gen_random_uuid(),
             case when n % 1000 = 0 then cast(? as uuid) else gen_random_uuid() end,
             gen_random_uuid(), case when n % 997 = 0 then 'rare' else 'tavily' end,
             'search', case when n % 500 = 0 then 503 else 200 end, 1,
             case when n % 2000 = 0 then gen_random_uuid() end
           from generate_series(1, 150000) n`,
          [big.id, JSON.stringify(agents), run],
        );
        await em.execute(
          `insert into call_refusals (id, tenant_id, at, agent_id, agent_version_id, thread_id,
             run_id, instance_id, provider, method, path, code, reason)
           select gen_random_uuid(), ?, timestamptz '2026-11-01Z' + n * interval '3 second',
             (cast(? as jsonb) ->> (n % 20))::uuid, gen_random_uuid(), gen_random_uuid(),
             case when n % 1000 = 0 then cast(? as uuid) else gen_random_uuid() end,
             gen_random_uuid(), case when n % 997 = 0 then 'rare' else 'tavily' end,
             'GET', '/', case when n % 500 = 0 then 'overloaded' else 'limit_exceeded' end, 'No.'
           from generate_series(1, 50000) n`,
          [big.id, JSON.stringify(agents), run],
        );
      });
      await withConnection(db.ownerUrl, (em) => em.execute('analyze usage_events, call_refusals'));
    });

    const cases: [name: string, filter: () => Partial<RequestFilter>][] = [
      ['no filter', () => ({})],
      ['an agent', () => ({ agentId: agent })],
      ['a rare provider', () => ({ provider: 'rare' })],
      ['a run', () => ({ runId: run })],
      ['what failed', () => ({ status: { from: 500, to: 599 } })],
      ['refusals of a rare kind', () => ({ status: { from: 503, to: 503 }, decision: 'refused' })],
      ['what was approved', () => ({ decision: 'approved' })],
      ['what was refused', () => ({ decision: 'refused' })],
      [
        'a span of time',
        () => ({ from: new Date('2026-11-01T05:00Z'), to: new Date('2026-11-01T20:00Z') }),
      ],
    ];
    it.each(cases)('walks an index for %s, on the first page and deep down', async (_, filter) => {
      const deep = Buffer.from(`2026-11-01T10:00:00.000000Z_${newId()}`).toString('base64url');
      for (const cursor of [undefined, deep]) {
        const { sql, parameters } = requestLogSql({ limit: 50, ...filter(), cursor });
        const rows = await big.run(() =>
          db.tenants.transaction((em) =>
            em.execute<Record<string, unknown>[]>(
              `explain (analyze, format json) ${sql}`,
              parameters,
            ),
          ),
        );
        const steps = stepsOf(rows);
        if (!cursor) expect(steps[0]?.['Actual Rows']).toBe(51);
        // Months without events may be looked through: there is nothing in them.
        const searched = steps.filter(
          (step) =>
            step['Node Type'] === 'Seq Scan' &&
            /^(m\d{6}|other|call_refusals)$/.test(step['Relation Name'] ?? '') &&
            step['Actual Rows'] + (step['Rows Removed by Filter'] ?? 0) > 0,
        );
        expect(searched).toEqual([]);
        // A page of each side, and what little a filter without its own index passes over.
        const removed = steps.map((step) => step['Rows Removed by Filter'] ?? 0);
        expect(Math.max(...removed)).toBeLessThan(2_000);
        const indexes = steps.map((step) => step['Index Name'] ?? '');
        expect(indexes.some((name) => /^(m\d{6}|call_refusals)_/.test(name))).toBe(true);
      }
    });
  });
});

interface Step {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: Step[];
}

/** All steps of a plan, from the top. */
function stepsOf(explained: readonly Record<string, unknown>[]): Step[] {
  const [{ Plan: top }] = explained[0]?.['QUERY PLAN'] as [{ Plan: Step }];
  const walk = (step: Step): Step[] => [step, ...(step.Plans ?? []).flatMap(walk)];
  return walk(top);
}
