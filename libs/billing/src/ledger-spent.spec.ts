import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { APP_WINDOW_MS, holderOf } from './budget/holder';
import { LedgerSpent } from './ledger-spent';

const AT = Date.parse('2026-11-21T12:00:00Z');

/** What budgets are rebuilt from. Real: PostgreSQL. */
describe('what the ledger says was spent', () => {
  let db: TestDatabase;
  let spent: LedgerSpent;
  let tenant: TestTenant;
  beforeAll(async () => {
    db = await createTestDatabase();
    spent = new LedgerSpent(db.platform);
  });
  afterAll(() => db.drop());
  beforeEach(async () => (tenant = await testTenant(db)));

  const event = (at: number, costNano: number, who: object, of = tenant) =>
    of.insert('usage_events', {
      ...{ occurredAt: new Date(at), kind: 'llm', provider: 'openai', operation: 'chat' },
      ...{ costNano: String(costNano), ...who },
    });

  it('by an app is its own key’s, hour by hour and event by event', async () => {
    const [apiKeyId, other] = [newId(), newId()];
    const agent = { agentId: newId(), runId: newId() };
    const first = await event(AT, 5, { apiKeyId });
    const last = await event(AT + APP_WINDOW_MS - 1, 7, { apiKeyId });
    await event(AT + APP_WINDOW_MS, 11, { apiKeyId });
    await event(AT, 100, { apiKeyId: other });
    await event(AT, 1000, agent);
    await event(AT, 10_000, { apiKeyId }, await testTenant(db));

    const { id: tenantId } = tenant;
    const day = { from: new Date('2026-11-21'), to: new Date('2026-11-22') };
    const sumOf = async (of: Parameters<LedgerSpent['sum']>[0]) =>
      Number((await spent.sum(of, day)).costNano);
    expect(await sumOf({ scope: 'app', tenantId, apiKeyId })).toBe(23);
    expect(await sumOf({ scope: 'agent', tenantId, agentId: agent.agentId })).toBe(1000);
    expect(await sumOf({ scope: 'tenant', tenantId })).toBe(1123);
    expect(await sumOf({ scope: 'provider', tenantId, provider: 'openai' })).toBe(1123);

    const held = await spent.spent(tenantId, holderOf({ apiKeyId }, new Date(AT + 1)));
    expect(held.map(({ id }) => id).toSorted()).toEqual([first, last].toSorted());
    expect(await spent.spent(tenantId, agent.runId)).toMatchObject([{ costNano: 1000n }]);
  });
});
