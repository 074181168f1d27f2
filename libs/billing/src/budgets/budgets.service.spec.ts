import { setTimeout as sleep } from 'node:timers/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditEntities } from '@renum/audit';
import type { TestingModule } from '@nestjs/testing';
import type { BudgetView } from '@renum/contracts';
import { newId } from '@renum/platform';
import { createTestServices, testTenant, type TestServices, type TestTenant } from '@renum/testing';
import { billingConfig } from '../billing.config';
import { MeteringModule } from '../billing.module';
import { ActBudget } from '../budget/act-budget';
import { BudgetAlerts } from '../budget/budget-alerts';
import { BudgetBook, RELOAD_MS, SETTLING_MS } from '../budget/budget-book';
import { BudgetsModule } from './budgets.module';
import { BudgetsService } from './budgets.service';
import { PlatformBudgetsService } from './platform-budgets.service';

/** Real: Nest, PostgreSQL, Redis; two processes that act, one of which also serves people. */
describe('budgets', () => {
  let services: TestServices;
  let one: TestingModule;
  let two: TestingModule;
  let tenant: TestTenant;
  let agentId: string;
  const home = mkdtempSync(join(tmpdir(), 'renum-home-'));

  beforeAll(async () => {
    services = await createTestServices();
    const start = () =>
      services.process({
        imports: [MeteringModule, BudgetsModule],
        entities: auditEntities,
        slices: [billingConfig],
        environment: { RENUM_HOME: home },
      });
    [one, two] = [await start(), await start()];
  });
  afterAll(async () => {
    await one.close();
    await two.close();
    await services.close();
    rmSync(home, { recursive: true, force: true });
  });
  beforeEach(async () => {
    tenant = await testTenant(services.database);
    agentId = (await tenant.agent({ name: 'Researcher' })).id;
  });

  const budgets = () => one.get(BudgetsService);
  const create = (more: Partial<Parameters<BudgetsService['create']>[0]> = {}) =>
    tenant.run(() =>
      budgets().create({ scope: 'tenant', period: 'month', limitNano: 1_000_000n, ...more }),
    );
  const list = () => tenant.run(() => budgets().list({ limit: 10 }));
  /** As if the budgets had been there for a while, and every process had read them. */
  async function settled(): Promise<void> {
    for (const table of ['budgets', 'platform_budgets'])
      await services.database.platform.transaction((em) =>
        em.execute(`update ${table} set created_at = now() - interval '1 minute'`),
      );
    for (const each of [one, two]) await each.get(BudgetBook).load();
  }
  const spend = async (costNano: bigint, on: TestingModule, estimateNano = costNano) => {
    const ids = { id: newId(), tenantId: tenant.id, agentId, runId: newId(), provider: 'tavily' };
    const budget = on.get(ActBudget);
    const hold = await budget.hold({ ...ids, maxCostNano: 10n ** 12n, estimateNano });
    await budget.settle(hold, costNano);
    return hold;
  };
  const sweep = () => Promise.all([one, two].map((each) => each.get(BudgetAlerts).sweep()));

  it('are made, changed and deleted, on record', async () => {
    const made = await create({ scope: 'agent', agentId });
    expect(made).toMatchObject({
      scope: 'agent',
      agentId,
      agentName: 'Researcher',
      period: 'month',
      limit: { nano: '1000000', currency: 'USD' },
      spent: { nano: '0', currency: 'USD' },
      reserved: { nano: '0', currency: 'USD' },
      periodStart: expect.stringMatching(/-01T00:00:00.000Z$/),
      alerts: [],
    });
    await create({ scope: 'provider', provider: 'tavily', period: 'total' });
    const changed = await tenant.run(() => budgets().setLimit(made.id, 5n));
    expect(changed.limit.nano).toBe('5');
    expect((await list()).items.map(({ scope }) => scope)).toEqual(['provider', 'agent']);
    const first = await tenant.run(() => budgets().list({ limit: 1 }));
    const rest = await tenant.run(() => budgets().list({ limit: 1, cursor: first.nextCursor }));
    expect(rest.items.map(({ id }) => id)).toEqual([made.id]);
    await tenant.run(() => budgets().remove(made.id));
    await expect(tenant.run(() => budgets().get(made.id))).rejects.toMatchObject({
      code: 'not_found',
    });
    const entries = await services.database.platform.transaction((em) =>
      em.execute<{ action: string }[]>(
        'select action from audit_entries where tenant_id = ? order by id',
        [tenant.id],
      ),
    );
    expect(entries.map(({ action }) => action)).toEqual([
      'budget.created',
      'budget.created',
      'budget.limit_changed',
      'budget.deleted',
    ]);
  });

  it('are one for each thing and period, and only for one’s own agents', async () => {
    await create();
    await create({ period: 'day' });
    await expect(create()).rejects.toMatchObject({ code: 'conflict' });
    const other = await testTenant(services.database);
    const foreign = (await other.agent()).id;
    await expect(create({ scope: 'agent', agentId: foreign })).rejects.toMatchObject({
      code: 'not_found',
    });
    const [own] = (await list()).items;
    const tries: (() => Promise<unknown>)[] = [
      () => budgets().get(own?.id ?? ''),
      () => budgets().setLimit(own?.id ?? '', 1n),
      () => budgets().remove(own?.id ?? ''),
    ];
    for (const work of tries)
      await expect(other.run(work)).rejects.toMatchObject({ code: 'not_found' });
    expect((await other.run(() => budgets().list({ limit: 10 }))).items).toEqual([]);
  });

  it('show what is spent and reserved; from the ledger where Redis knows nothing', async () => {
    await create();
    await tenant.insert('usage_events', {
      occurredAt: new Date(),
      kind: 'tool',
      agentId,
      agentVersionId: newId(),
      threadId: newId(),
      runId: newId(),
      instanceId: newId(),
      provider: 'tavily',
      operation: 'search',
      costNano: '300',
    });
    const figures = async () => {
      const [view] = (await list()).items;
      return [view?.spent.nano, view?.reserved.nano];
    };
    expect(await figures()).toEqual(['300', '0']);
    await settled();
    const hold = await spend(40n, two, 50n);
    expect(await figures()).toEqual(['340', '0']);
    const budget = one.get(ActBudget);
    const under = await budget.hold({ ...hold.spending, id: newId(), estimateNano: 7n });
    expect(await figures()).toEqual(['340', '7']);
    await budget.settle(under, 0n);
    expect(await figures()).toEqual(['340', '0']);
  });

  it('of all kinds are rebuilt from the events of their own', async () => {
    const event = (overrides: object, of = tenant) =>
      of.insert('usage_events', {
        occurredAt: new Date(),
        kind: 'tool',
        agentId,
        agentVersionId: newId(),
        threadId: newId(),
        runId: newId(),
        instanceId: newId(),
        provider: 'tavily',
        operation: 'search',
        costNano: '1',
        ...overrides,
      });
    const old = new Date(Date.now() - 40 * 24 * 60 * 60 * 1000);
    await event({});
    await event({ costNano: '10', agentId: newId() });
    await event({ costNano: '100', provider: 'openai' });
    await event({ costNano: '1000', occurredAt: old });
    const other = await testTenant(services.database);
    await event({ costNano: '10000' }, other);
    await create();
    await create({ period: 'total' });
    await create({ scope: 'agent', agentId });
    await create({ scope: 'provider', provider: 'openai' });
    const bySpent = async () =>
      (await list()).items.map((view: BudgetView) => Number(view.spent.nano)).toReversed();
    expect(await bySpent()).toEqual([111, 1111, 101, 100]);
    const platform = one.get(PlatformBudgetsService);
    const made = await platform.create(
      { period: 'total', limitNano: 10n ** 15n },
      other.owner.userId,
    );
    expect(Number(made.spent.nano)).toBeGreaterThanOrEqual(11_111);
    // The same from Redis, once somebody has spent.
    await settled();
    await spend(5n, two);
    expect(await bySpent()).toEqual([116, 1116, 106, 100]);
    expect(BigInt((await platform.get(made.id)).spent.nano)).toBe(BigInt(made.spent.nano) + 5n);
    await platform.remove(made.id);
  });

  it('stop spending within seconds of being made, and go on after a higher limit', async () => {
    // The seconds are these; what a busy machine adds to them is not theirs.
    expect(RELOAD_MS + SETTLING_MS).toBeLessThan(9_000);
    const load = jest.spyOn(two.get(BudgetBook), 'load');
    /** The process has read by itself what holds now. */
    const reread = async () => {
      load.mockClear();
      while (load.mock.results.length === 0) await sleep(20);
      await load.mock.results[0]?.value;
    };
    const refused = async () => {
      const answer = await spend(101n, two).catch((error: unknown) => error);
      return (answer as { code?: string }).code === 'limit_exceeded';
    };
    const { id, createdAt } = await create({ limitNano: 100n });
    await reread();
    while (Date.now() < Date.parse(createdAt) + SETTLING_MS) await sleep(20);
    expect(await refused()).toBe(true);
    await tenant.run(() => budgets().setLimit(id, 10_000n));
    await reread();
    expect(await refused()).toBe(false);
  }, 30_000);

  it('alert once at each threshold, over two processes; and anew for a new limit', async () => {
    const { id } = await create({ limitNano: 1_000n });
    await settled();
    const alerts = async () => {
      await sweep();
      const [view] = (await list()).items;
      return view?.alerts.map(({ threshold }) => threshold);
    };
    await spend(499n, one);
    expect(await alerts()).toEqual([]);
    await Promise.all([spend(1n, one), spend(1n, two)]);
    expect(await alerts()).toEqual([50]);
    await Promise.all([spend(200n, one), spend(200n, two)]);
    expect(await alerts()).toEqual([50, 80]);
    await spend(1n, two);
    expect(await alerts()).toEqual([50, 80]);
    await expect(spend(500n, one)).rejects.toMatchObject({ code: 'limit_exceeded' });
    expect(await alerts()).toEqual([50, 80, 100]);
    const rows = await services.database.platform.transaction((em) =>
      em.execute('select 1 from budget_alerts where budget_id = ? and delivered_at is null', [id]),
    );
    expect(rows).toHaveLength(3);
    await tenant.run(() => budgets().setLimit(id, 1_500n));
    await settled();
    expect(await alerts()).toEqual([]);
    await spend(1n, one);
    expect(await alerts()).toEqual([50]);
  });

  it('try again with alerts that could not be put on record', async () => {
    const budget = { figures: () => Promise.resolve([{ spentNano: 60n, reservedNano: 0n }]) };
    const told: unknown[] = [];
    let broken = true;
    const sink = {
      add: (passed: readonly unknown[]) => {
        if (broken) return Promise.reject(new Error('no database'));
        told.push(...passed);
        return Promise.resolve();
      },
    };
    const alerts = new BudgetAlerts(budget, sink, { warn: () => undefined });
    const counter = {
      key: 'k',
      of: { scope: 'platform' },
      period: 'total',
      span: {},
      limitNano: 100n,
      budgetId: newId(),
    } as const;
    alerts.spent({ list: [counter], signature: 'k' });
    await alerts.sweep();
    expect(told).toEqual([]);
    broken = false;
    await alerts.close();
    expect(told).toEqual([expect.objectContaining({ threshold: 50, spentNano: 60n })]);
  });

  it('of the platform are one a period, and hold for every tenant', async () => {
    const platform = one.get(PlatformBudgetsService);
    const make = () => platform.create({ period: 'day', limitNano: 1n }, tenant.owner.userId);
    const { id } = await make();
    await expect(make()).rejects.toMatchObject({ code: 'conflict' });
    await settled();
    await expect(spend(10n ** 9n, two)).rejects.toMatchObject({
      code: 'limit_exceeded',
      details: { scope: 'platform' },
    });
    expect((await platform.setLimit(id, 10n ** 15n)).limit.nano).toBe(String(10n ** 15n));
    await settled();
    await spend(10n, two);
    expect((await platform.list()).map((view) => view.id)).toEqual([id]);
    await platform.remove(id);
    await expect(platform.setLimit(id, 1n)).rejects.toMatchObject({ code: 'not_found' });
    await settled();
  });
});
