import type { UsageEventView } from '@renum/contracts';
import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { eventLines } from './event-lines';
import { UsageEvents, type EventRange } from './usage-events';

/** Real: PostgreSQL under row level security. */
describe('UsageEvents', () => {
  let db: TestDatabase;
  let events: UsageEvents;
  let tenant: TestTenant;
  let many: TestTenant;

  const event = (to: TestTenant, overrides: Record<string, unknown> = {}) =>
    to.insert('usage_events', {
      occurredAt: new Date('2026-11-02T12:00:00Z'),
      kind: 'tool',
      agentId: newId(),
      provider: 'tavily',
      operation: 'search',
      costNano: '8000001',
      meter: 'credits',
      quantityMilli: 1500,
      ...overrides,
    });

  beforeAll(async () => {
    db = await createTestDatabase();
    events = new UsageEvents(db.tenants);
    tenant = await testTenant(db);
    many = await testTenant(db);
    await db.platform.transaction((em) =>
      em.execute(
        `insert into usage_events (id, tenant_id, occurred_at, kind, agent_id, provider, operation,
           cost_nano)
         select gen_random_uuid(), ?, timestamptz '2026-11-02Z' + (n / 700) * interval '1 minute',
           'tool', gen_random_uuid(), case n % 2 when 0 then 'tavily' else 'github' end, 'search', n
         from generate_series(1, 3500) n`,
        [many.id],
      ),
    );
  });
  afterAll(() => db.drop());

  const NOVEMBER = { from: new Date('2026-11-01'), to: new Date('2026-12-01') };
  async function all(as: TestTenant, range: Partial<EventRange> = {}): Promise<UsageEventView[]> {
    const found: UsageEventView[] = [];
    const pages = as.run(() => {
      const started = events.pages({ ...NOVEMBER, ...range });
      return { started, first: started.next() };
    });
    // From here on nobody's context is open, as when a response is read.
    for (let next = await pages.first; !next.done; next = await pages.started.next()) {
      expect(next.value.length).toBeLessThanOrEqual(1_000);
      found.push(...next.value);
    }
    return found;
  }

  it('has each event once, over pages that end within a moment', async () => {
    const found = await all(many);
    expect(new Set(found.map(({ id }) => id)).size).toBe(3500);
    expect(found).toHaveLength(3500);
    expect(found.reduce((sum, { costNano }) => sum + Number(costNano), 0)).toBe((3500 * 3501) / 2);
    expect(found.map(({ at }) => at)).toEqual(found.map(({ at }) => at).toSorted());
  });

  it('is narrowed as the explorer is', async () => {
    expect(await all(many, { provider: 'github' })).toHaveLength(1750);
    expect(await all(many, { to: new Date('2026-11-02T00:00:00.001Z') })).toHaveLength(699);
  });

  it('sees nothing of another tenant', async () => {
    expect(await all(await testTenant(db))).toEqual([]);
  });

  async function lines(format: 'csv' | 'ndjson'): Promise<string> {
    async function* pages() {
      yield await all(tenant);
    }
    let text = '';
    for await (const part of eventLines(pages(), format)) text += part;
    return text;
  }

  it('is a table that no spreadsheet takes for formulas, and lines of JSON', async () => {
    const agent = await tenant.agent({ name: '=HYPERLINK("https://evil.example","x")' });
    const id = await event(tenant, { agentId: agent.id, status: 200 });
    const [header, line, rest] = (await lines('csv')).split('\r\n');
    expect(header?.split(',').slice(0, 5)).toEqual(['id', 'at', 'kind', 'agent_id', 'agent']);
    expect(line).toBe(
      `${id},2026-11-02T12:00:00.000000Z,tool,${agent.id},` +
        `"'=HYPERLINK(""https://evil.example"",""x"")",,,,tavily,,search,200,0,0,0,0,credits,1.5,` +
        '0.008000001,0.00,USD,,false,,',
    );
    expect(rest).toBe('');
    expect(JSON.parse(await lines('ndjson'))).toEqual({
      id,
      at: '2026-11-02T12:00:00.000000Z',
      kind: 'tool',
      agentId: agent.id,
      agentName: '=HYPERLINK("https://evil.example","x")',
      provider: 'tavily',
      operation: 'search',
      status: 200,
      inputTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 0,
      meter: 'credits',
      quantityMilli: 1500,
      costNano: '8000001',
      chargeNano: '0',
      currency: 'USD',
      platformKey: false,
    });
  });
});
