import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { listAlerts } from './budget-alert-rows';
import type { StoredBudget } from './budget-figures';
import { burnDownOf } from './burn-down';

/** Real: PostgreSQL under row level security, the sums by hour. */
describe('the burn-down of a budget', () => {
  let db: TestDatabase;
  let tenant: TestTenant;
  let agentId: string;

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    tenant = await testTenant(db);
    agentId = (await tenant.agent()).id;
  });

  const spend = (at: string, costNano: string, overrides = {}, to = tenant) =>
    to.insert('usage_events', {
      occurredAt: new Date(at),
      kind: 'tool',
      agentId,
      agentVersionId: newId(),
      threadId: newId(),
      runId: newId(),
      instanceId: newId(),
      provider: 'tavily',
      operation: 'search',
      costNano,
      ...overrides,
    });
  const budget = (overrides: Partial<StoredBudget> = {}): StoredBudget => ({
    id: newId(),
    tenantId: tenant.id,
    scope: 'tenant',
    agentId: null,
    apiKeyId: null,
    provider: null,
    period: 'month',
    limitNano: 1000n,
    currency: 'USD',
    createdAt: new Date('2026-11-05T10:00:00Z'),
    updatedAt: new Date('2026-11-05T10:00:00Z'),
    ...overrides,
  });
  const NOW = new Date('2026-11-11T00:00:00Z');
  const burnDown = (of: StoredBudget, now = NOW) =>
    tenant.run(() => db.tenants.transaction((em) => burnDownOf(em, of, now)));
  const stepsOf = async (of: StoredBudget, now = NOW) =>
    (await burnDown(of, now)).steps.map(({ at, spent }) => [at.slice(0, 13), spent.nano]);

  it('has the days of its month, of its own tenant alone', async () => {
    await spend('2026-10-31T23:59:59Z', '5');
    await spend('2026-11-01T00:00:00Z', '10');
    await spend('2026-11-01T23:59:59Z', '20');
    await spend('2026-11-09T08:00:00Z', '70');
    await spend('2026-11-09T08:00:00Z', '7000', {}, await testTenant(db));
    expect(await burnDown(budget())).toEqual({
      step: 'day',
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-12-01T00:00:00.000Z',
      before: { nano: '0', currency: 'USD' },
      steps: [
        { at: '2026-11-01T00:00:00.000Z', spent: { nano: '30', currency: 'USD' } },
        { at: '2026-11-09T00:00:00.000Z', spent: { nano: '70', currency: 'USD' } },
      ],
      projected: { nano: '300', currency: 'USD' },
      runsOutAt: undefined,
    });
    const { runsOutAt } = await burnDown(budget({ limitNano: 150n }));
    expect(runsOutAt).toBe('2026-11-16T00:00:00.000Z');
  });

  it('has hours for a day', async () => {
    await spend('2026-11-10T08:10:00Z', '1');
    await spend('2026-11-10T08:50:00Z', '2');
    await spend('2026-11-10T21:00:00Z', '4');
    const of = budget({ period: 'day' });
    expect(await stepsOf(of, new Date('2026-11-10T22:00:00Z'))).toEqual([
      ['2026-11-10T08', '3'],
      ['2026-11-10T21', '4'],
    ]);
  });

  it('counts what its scope says', async () => {
    await spend('2026-11-02T00:00:00Z', '1');
    await spend('2026-11-03T00:00:00Z', '10', { agentId: (await tenant.agent()).id });
    await spend('2026-11-04T00:00:00Z', '100', { provider: 'openai' });
    const day = (count: number, nano: string) => [`2026-11-0${count}T00`, nano];
    expect(await stepsOf(budget({ scope: 'agent', agentId }))).toEqual([
      day(2, '1'),
      day(4, '100'),
    ]);
    const provider = budget({ scope: 'provider', provider: 'openai' });
    expect(await stepsOf(provider)).toEqual([day(4, '100')]);
  });

  it('keeps what lies too far back as one sum, when it never begins anew', async () => {
    const total = budget({ period: 'total', limitNano: 1_000n });
    await spend('2026-11-01T12:00:00Z', '20');
    // Made on the 5th, but it counts everything.
    expect((await burnDown(total)).from).toBe('2026-11-01T00:00:00.000Z');
    await spend('2026-01-01T00:00:00Z', '400');
    const view = await burnDown(total);
    expect(view).toMatchObject({ from: '2026-08-14T00:00:00.000Z', before: { nano: '400' } });
    expect([view.to, view.projected]).toEqual([undefined, undefined]);
    // 580 are left; 20 went in the last 29 days and this one.
    expect(view.runsOutAt?.slice(0, 4)).toBe('2029');
  });

  it('tells the alerts of all periods, newest first', async () => {
    const budgetId = await tenant.insert('budgets', {
      scope: 'tenant',
      period: 'month',
      limitNano: '100',
    });
    const alert = (periodStart: string, threshold: number) =>
      tenant.insert('budget_alerts', {
        budgetId,
        periodStart: new Date(periodStart),
        threshold,
        limitNano: '100',
        spentNano: '99',
      });
    const first = await alert('1970-01-01T00:00:00Z', 50);
    const second = await alert('2026-11-01T00:00:00Z', 80);
    const list = (page: { cursor?: string; limit: number }, of = tenant) =>
      of.run(() => db.tenants.transaction((em) => listAlerts(em, page)));
    const newest = await list({ limit: 1 });
    expect(newest).toMatchObject({
      items: [
        {
          id: second,
          budgetId,
          threshold: 80,
          limit: { nano: '100', currency: 'USD' },
          periodStart: '2026-11-01T00:00:00.000Z',
        },
      ],
      nextCursor: second,
    });
    const older = await list({ limit: 1, cursor: newest.nextCursor });
    expect(older.items.map(({ id, periodStart }) => [id, periodStart])).toEqual([
      [first, undefined],
    ]);
    expect((await list({ limit: 9 }, await testTenant(db))).items).toEqual([]);
  });
});
