import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { UsageQueries } from './usage-queries';

/** Real: PostgreSQL under row level security. */
describe('UsageQueries', () => {
  let db: TestDatabase;
  let tenant: TestTenant;
  let other: TestTenant;
  const queries = new UsageQueries();
  const runId = newId();

  const event = (to: TestTenant, overrides: Record<string, unknown>) =>
    to.insert('usage_events', {
      occurredAt: new Date('2026-11-02T12:00:00Z'),
      kind: 'llm',
      agentId: newId(),
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
    tenant = await testTenant(db);
    other = await testTenant(db);
    await event(tenant, {});
    await event(tenant, { occurredAt: new Date('2026-10-01T00:00:00Z'), costNano: '77' });
    await event(tenant, { kind: 'tool', inputTokens: 0, outputTokens: 0, costNano: '8000000' });
    await event(tenant, { runId: newId() });
    await event(other, { costNano: '999999' });
  });
  afterAll(() => db.drop());

  const totals = (id: string, as = tenant) =>
    as.run(() => db.tenants.transaction((em) => queries.runTotals(em, id)));

  it('sums a run, and several at once', async () => {
    const sum = {
      costNano: 8_001_077n,
      currency: 'USD',
      inputTokens: 200,
      outputTokens: 20,
      llmCalls: 2,
      toolCalls: 1,
    };
    expect(await totals(runId)).toEqual(sum);
    const many = await tenant.run(() =>
      db.tenants.transaction((em) => queries.runsTotals(em, [runId, newId()])),
    );
    expect([...many]).toEqual([[runId, sum]]);
  });

  it('is nothing for a run without usage', async () => {
    expect(await totals(newId())).toMatchObject({ costNano: 0n, llmCalls: 0, inputTokens: 0 });
  });

  it('sees nothing of another tenant', async () => {
    expect((await totals(runId, other)).costNano).toBe(999_999n);
  });
});
