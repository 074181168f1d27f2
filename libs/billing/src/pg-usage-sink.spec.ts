import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { PgUsageSink } from './pg-usage-sink';
import { usageRow } from './usage-record';

describe('PgUsageSink', () => {
  let db: TestDatabase;
  let tenant: TestTenant;

  beforeAll(async () => {
    db = await createTestDatabase();
    tenant = await testTenant(db);
  });
  afterAll(() => db.drop());

  it.each([
    ['a NUL', 'gpt\u0000'],
    ['half a surrogate pair', 'gpt\ud800'],
  ])('bills an act whose model has %s, which jsonb does not take', async (_name, model) => {
    const start = {
      id: newId(),
      at: new Date().toISOString(),
      kind: 'llm' as const,
      tenantId: tenant.id,
      agentId: newId(),
      agentVersionId: newId(),
      threadId: newId(),
      runId: newId(),
      instanceId: newId(),
      provider: 'openai',
      model,
      operation: 'embeddings',
    };
    const row = usageRow(start, { costNano: 5n, priced: true });
    expect(await new PgUsageSink(db.platform).write([row])).toEqual([]);
    const found = await db.platform.transaction((em) =>
      em.execute('select model, cost_nano::text as cost from usage_events where id = ?', [row.id]),
    );
    expect(found).toEqual([{ model: 'gpt\ufffd', cost: '5' }]);
  });
});
