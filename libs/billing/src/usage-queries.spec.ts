import type { UsageGroup } from '@renum/contracts';
import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { UsageQueries } from './usage-queries';

/** Real: PostgreSQL under row level security. */
describe('UsageQueries', () => {
  let db: TestDatabase;
  let queries: UsageQueries;
  let tenant: TestTenant;
  let other: TestTenant;
  let agentId: string;
  const runId = newId();
  const gone = newId();

  const event = (to: TestTenant, overrides: Record<string, unknown>) =>
    to.insert('usage_events', {
      occurredAt: new Date('2026-11-02T12:00:00Z'),
      kind: 'llm',
      agentId,
      agentVersionId: newId(),
      threadId: newId(),
      runId,
      instanceId: newId(),
      provider: 'openai',
      model: 'gpt-4.1-mini',
      operation: 'chat.completions',
      inputTokens: 100,
      cacheReadTokens: 40,
      outputTokens: 10,
      costNano: '1000',
      ...overrides,
    });

  beforeAll(async () => {
    db = await createTestDatabase();
    queries = new UsageQueries(db.tenants);
    tenant = await testTenant(db);
    other = await testTenant(db);
    agentId = (await tenant.agent({ name: 'Researcher' })).id;
    await event(tenant, {});
    const { userId } = tenant.owner;
    await event(tenant, { occurredAt: new Date('2026-11-02T23:59:59.999Z'), userId });
    await event(tenant, {
      occurredAt: new Date('2026-11-03T00:00:00Z'),
      kind: 'tool',
      provider: 'tavily',
      model: null,
      operation: 'search',
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      costNano: '8000000',
    });
    await event(tenant, {
      agentId: gone,
      runId: newId(),
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      estimated: true,
      estimatedReason: 'interrupted',
    });
    await event(tenant, { occurredAt: new Date('2026-10-01T00:00:00Z'), costNano: '77' });
    await event(other, { costNano: '999999' });
  });
  afterAll(() => db.drop());

  const november = { from: new Date('2026-11-01'), to: new Date('2026-12-01') };
  const query = (groupBy: UsageGroup, more: object = {}) =>
    tenant.run(() => queries.query({ ...november, groupBy, ...more }));

  it('groups by UTC day and adds up', async () => {
    const view = await query('day');
    expect(view.rows).toEqual([
      expect.objectContaining({ key: '2026-11-02', llmCalls: 3, costNano: '3000' }),
      expect.objectContaining({ key: '2026-11-03', toolCalls: 1, costNano: '8000000' }),
    ]);
    expect(view.totals).toEqual({
      costNano: '8003000',
      llmCalls: 3,
      toolCalls: 1,
      inputTokens: 300,
      outputTokens: 30,
      cacheReadTokens: 120,
      cacheWriteTokens: 0,
      estimatedEvents: 1,
    });
  });

  it.each(['agent', 'member', 'provider', 'model'] as const)(
    'by %s adds up to the same',
    async (groupBy) => {
      expect((await query(groupBy)).totals).toEqual((await query('day')).totals);
    },
  );

  it('names agents, also one that is gone', async () => {
    const labels = (await query('agent')).rows.map(({ key, label }) => ({ key, label }));
    expect(labels).toEqual([
      { key: agentId, label: 'Researcher' },
      { key: gone, label: 'Deleted agent' },
    ]);
  });

  it('names models, and the operation where there is none', async () => {
    const labels = (await query('model')).rows.map((row) => row.label);
    expect(labels).toEqual(['tavily search', 'gpt-4.1-mini', 'claude-sonnet-4-5']);
  });

  // Whole hours come from their sums, the rest from the events: to the millisecond the same.
  it.each([
    ['2026-11-02T12:00:00.000Z', '2026-11-03T00:00:00.001Z', 4],
    ['2026-11-02T12:00:00.001Z', '2026-11-03T00:00:00.000Z', 1],
    ['2026-11-02T11:59:59.999Z', '2026-11-02T12:00:00.001Z', 2],
    ['2026-11-02T12:00:00.000Z', '2026-11-02T12:30:00.000Z', 2],
    ['2026-11-02T12:10:00.000Z', '2026-11-02T12:30:00.000Z', 0],
    ['2026-11-02T13:00:00.000Z', '2026-11-02T23:59:59.999Z', 0],
    ['2026-11-02T13:00:00.000Z', '2026-11-03T00:00:00.000Z', 1],
    ['2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z', 4],
  ])('counts what lies from %s until before %s', async (from, to, calls) => {
    const { totals } = await query('day', { from: new Date(from), to: new Date(to) });
    expect(totals.llmCalls + totals.toolCalls).toBe(calls);
  });

  it('groups by the person whose run it was', async () => {
    const { rows } = await query('member');
    expect(rows.map(({ key, llmCalls }) => ({ key, llmCalls }))).toEqual([
      { key: '', llmCalls: 2 },
      { key: tenant.owner.userId, llmCalls: 1 },
    ]);
  });

  it('can be narrowed to one agent', async () => {
    expect((await query('day', { agentId: gone })).totals).toMatchObject({ llmCalls: 1 });
  });

  it('sees nothing of another tenant', async () => {
    const view = await other.run(() => queries.query({ ...november, groupBy: 'day' }));
    expect(view.totals.costNano).toBe('999999');
    const totals = await other.run(() =>
      db.tenants.transaction((em) => queries.runTotals(em, runId)),
    );
    expect(totals.costNano).toBe(999_999n);
  });

  it('sums a run, and several at once', async () => {
    const [one, many] = await tenant.run(() =>
      db.tenants.transaction(async (em) => [
        await queries.runTotals(em, runId),
        await queries.runsTotals(em, [runId, newId()]),
      ]),
    );
    expect(one).toEqual({
      costNano: 8_002_077n,
      currency: 'USD',
      inputTokens: 300,
      outputTokens: 30,
      llmCalls: 3,
      toolCalls: 1,
    });
    expect([...many]).toEqual([[runId, one]]);
    expect(
      await tenant.run(() => db.tenants.transaction((em) => queries.runTotals(em, newId()))),
    ).toMatchObject({ costNano: 0n, llmCalls: 0 });
  });
});
