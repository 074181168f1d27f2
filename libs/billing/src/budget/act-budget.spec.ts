import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@renum/platform';
import { createTestRedis } from '@renum/testing';
import { BudgetWorld } from '../spec/budget-world';
import { settleRecovered } from '../recovered';
import type { UsageRow } from '../usage-record';
import type { Hold } from './act-budget';
import { counterOf } from './budget-book';
import { countersOf } from './counter';
import type { LeaseId } from './run-budget';

const MONTH = new Date().toISOString().slice(0, 7);

/** Real: Redis, over a connection each for two processes. */
describe('ActBudget', () => {
  let world: BudgetWorld;
  beforeEach(() => {
    world = new BudgetWorld(createTestRedis());
    return world.reload();
  });
  afterEach(() => world.end());

  const ofTenant = () => `tenant:${world.tenantId}:month:${MONTH}-01`;

  describe('at the edge, 200 calls at once over two processes', () => {
    const MAX = 3_000_000n;
    const ESTIMATE = 3_000n;
    const edges: [name: string, runs: number, run: bigint | undefined, others: string[]][] = [
      ['of a run', 1, MAX, []],
      ['of a tenant, over ten runs', 10, undefined, ['tenant']],
      ['of a tenant, over one run', 1, undefined, ['tenant']],
      ['of run and tenant together', 4, MAX / 3n, ['tenant']],
      ['of a grant', 2, undefined, ['grant']],
      ['of all there are', 4, MAX / 2n, ['tenant', 'agent', 'provider', 'platform', 'grant']],
    ];
    it.each(edges)('%s: never passed, and used up', async (_, runs, run, others) => {
      for (const scope of ['tenant', 'agent', 'provider', 'platform'] as const) {
        if (!others.includes(scope)) continue;
        await world.setBudget({
          scope,
          limitNano: MAX,
          ...(scope === 'agent' && { agentId: world.agentId }),
          ...(scope === 'provider' && { provider: 'tavily' }),
          ...(scope === 'platform' && { tenantId: null, period: 'total' }),
        });
      }
      const runIds = Array.from({ length: runs }, () => newId());
      const grant = others.includes('grant')
        ? { key: 'provider/tavily', maxCostNano: MAX / BigInt(runs) }
        : undefined;
      const spentOf = new Map(runIds.map((id) => [id, 0n]));
      let leased = 0;
      let total = 0n;
      const call = async (index: number) => {
        const runId = runIds[index % runs] ?? '';
        const maxCostNano = run ?? 10n ** 12n;
        const spending = world.spending({ runId, maxCostNano, estimateNano: ESTIMATE, grant });
        const actual = (ESTIMATE * BigInt(1 + (index % 4))) / 4n;
        const answer = await world.act(spending, actual, world.process(index >> 2));
        if (answer === 'refused') return 0;
        if (answer === 'leased') leased += 1;
        spentOf.set(runId, (spentOf.get(runId) ?? 0n) + actual);
        total += actual;
        return 1;
      };
      // Far beyond the edge there is nothing more to find out.
      for (let admitted = 1; admitted > 0 && total < MAX * 3n;) {
        const all = await Promise.all(Array.from({ length: 200 }, (__, index) => call(index)));
        admitted = all.reduce<number>((sum, each) => sum + each, 0);
        // What the last ones were refused for may have been another process's lease.
        if (admitted === 0 && leased > 0) {
          await world.leasesIdle();
          leased = 0;
          admitted = 1;
        }
      }
      await world.closeLeases();
      const bounds = others.length > 0 ? [total] : [];
      for (const bound of [...bounds, ...(run ? spentOf.values() : [])])
        expect(bound).toBeLessThanOrEqual(bound === total ? MAX : (run ?? MAX));
      const fullest = run && others.length === 0 ? run * BigInt(runs) : MAX;
      expect(total).toBeGreaterThan(fullest - ESTIMATE * BigInt(grant ? runs : 1));
      for (const [runId, spent] of spentOf)
        expect(await world.run(runId)).toEqual({ spent: Number(spent), reserved: 0 });
      if (others.includes('tenant'))
        expect(await world.figures(ofTenant())).toEqual({
          spent: Number(total),
          reserved: 0,
          leased: 0,
        });
    });
  });

  it('lends from every budget at once, and gives back to every one', async () => {
    await world.setBudget({ limitNano: 10n ** 9n });
    const runId = newId();
    let lent = false;
    for (let count = 0; count < 200 && !lent; count += 1)
      lent = (await world.act(world.spending({ runId }), 10n)) === 'leased';
    expect(lent).toBe(true);
    const { reserved, leased } = await world.figures(ofTenant());
    expect(leased).toBeGreaterThan(100_000);
    expect(reserved).toBe(leased);
    expect((await world.run(runId)).reserved).toBe(leased);
    await world.closeLeases();
    expect(await world.figures(ofTenant())).toMatchObject({ reserved: 0, leased: 0 });
  });

  it('leaves three quarters of a shared budget to single calls, however many runs are busy', async () => {
    await world.setBudget({ limitNano: 1_000_000n });
    const lent: bigint[] = [];
    for (let run = 0; run < 12; run += 1) {
      const spending = world.spending({ estimateNano: 1n });
      const { exact, budget } = world.process(run);
      const hold = await budget.hold(spending);
      await budget.settle(hold, 0n);
      const { counters } = hold;
      const terms = { runId: spending.runId!, counters, maxCostNano: 10n ** 12n, leastNano: 1n };
      const leaseId = `lease:${newId()}` as const;
      lent.push(await exact.lend({ ...terms, leaseId, wantedNano: 100_000n }));
    }
    expect(lent.slice(0, 4)).toEqual([100_000n, 100_000n, 50_000n, 0n]);
    expect((await world.figures(ofTenant())).leased).toBe(250_000);
    expect(await world.hold(world.spending({ estimateNano: 750_000n }))).toBeDefined();
  });

  it('says which budget, and reserves in none when one does not cover the call', async () => {
    await world.setBudget({ scope: 'agent', agentId: world.agentId, limitNano: 5_000n });
    await world.setBudget({ limitNano: 10n ** 9n });
    const runId = newId();
    await world.act(world.spending({ runId }), 1_000n);
    const refusal = (estimateNano: bigint) =>
      Promise.resolve()
        .then(() => world.process(1).budget.hold(world.spending({ runId, estimateNano })))
        .catch((error: unknown) => error);
    expect(await refusal(4_001n)).toMatchObject({
      code: 'limit_exceeded',
      message: expect.stringMatching(/^The agent's monthly budget does not cover this call: /),
      details: { scope: 'agent', period: 'month', limitNano: '5000', spentNano: '1000' },
    });
    expect(await refusal(10n ** 12n)).toMatchObject({ details: { scope: 'run' } });
    expect(await world.run(runId)).toEqual({ spent: 1_000, reserved: 0 });
    expect(await world.figures(ofTenant())).toMatchObject({ spent: 1_000, reserved: 0 });
    expect(world.refusedBy.map(({ of }) => of.scope)).toEqual(['agent']);
  });

  it('says amounts as people read them', async () => {
    const spending = world.spending({ maxCostNano: 1_500_000_000n, estimateNano: 2_000_000_500n });
    const held = Promise.resolve().then(() => world.process(0).budget.hold(spending));
    await expect(held).rejects.toThrow(
      "The run's budget does not cover this call: 0.00 of 1.50 USD spent; the call may cost 2.00.",
    );
  });

  it('gives back what a process held that died, when its time is up', async () => {
    await world.setBudget({ limitNano: 100_000n });
    const runId = newId();
    const single = await world.hold(world.spending({ estimateNano: 20_000n }));
    expect(single).toBeDefined();
    const { exact } = world.process(0);
    const counters = single!.counters;
    const terms = { runId, leaseId: `lease:${newId()}`, counters, maxCostNano: 10n ** 9n } as const;
    await world.act(world.spending({ runId, estimateNano: 1n }), 0n);
    expect(await exact.lend({ ...terms, wantedNano: 9_000n, leastNano: 1n })).toBe(9_000n);
    expect(await world.figures(ofTenant())).toEqual({ spent: 0, reserved: 29_000, leased: 9_000 });
    // Killed here; its journal is never found.
    await world.timePasses();
    const other = await world.hold(world.spending({ estimateNano: 1n }), world.process(1).budget);
    expect(other).toBeDefined();
    // The lease is free again; the single call may have been made, so it counts until it is settled.
    expect(await world.figures(ofTenant())).toEqual({ spent: 20_000, reserved: 1, leased: 0 });
    expect(await world.run(runId)).toEqual({ spent: 0, reserved: 0 });
    await world.process(1).budget.settle(single!, 300n);
    expect(await world.figures(ofTenant())).toMatchObject({ spent: 300, reserved: 1 });
  });

  it('is exact again when the journal of a killed process is brought in', async () => {
    await world.setBudget({ limitNano: 10n ** 9n });
    const runId = newId();
    const [killed, other] = [world.process(0), world.process(1)];
    world.stopTheClock();
    let lease: LeaseId | undefined;
    let spent = 0;
    const settled: Hold[] = [];
    while (!lease) {
      const hold = await killed.budget.hold(world.spending({ runId }));
      if (hold.lease) killed.redis.disconnect();
      await killed.budget.settle(hold, 70n);
      settled.push(hold);
      spent += 70;
      ({ lease } = hold);
      await sleep(1);
    }
    // Under way, and never told: it is billed as expected.
    const last = await killed.budget.hold(world.spending({ runId }));
    expect(last.lease).toBe(lease);
    expect((await world.figures(ofTenant())).leased).toBeGreaterThan(0);
    const rowOf = ({ spending, at }: Hold, cost: bigint) =>
      ({
        id: spending.id,
        tenant_id: spending.tenantId,
        agent_id: spending.agentId,
        run_id: runId,
        provider: spending.provider,
        connection_id: null,
        occurred_at: at.toISOString(),
        cost_nano: String(cost),
      }) as UsageRow;
    const acts = [
      ...settled.map((hold) => ({ row: rowOf(hold, 70n), lease: hold.lease })),
      { row: rowOf(last, 500n), lease },
    ];
    const parts = { budget: other.exact, book: other.book, alerts: { spent: () => undefined } };
    for (let time = 0; time < 2; time += 1) await settleRecovered(parts, acts);
    expect(await world.figures(ofTenant())).toEqual({ spent: spent + 500, reserved: 0, leased: 0 });
    await killed.redis.connect();
  });

  it('is rebuilt from the ledger when Redis was emptied, and counts late tellers once', async () => {
    await world.setBudget({ limitNano: 1_000_000n });
    const runId = newId();
    for (let count = 0; count < 5; count += 1) await world.act(world.spending({ runId }), 700n);
    await sleep(50);
    // Three calls under way: one ends before the rebuild, two after; of those, one is in the ledger.
    const [before, flushed, after] = await Promise.all(
      [0, 1, 2].map(() => world.hold(world.spending({ runId: newId() }))),
    );
    await world.empty();
    await world.process(0).budget.settle(before!, 11n);
    const row = { ...flushed!.spending, costNano: 13n, at: flushed!.at };
    world.ledger.push(row);
    await world.act(world.spending({ runId: newId() }), 0n, world.process(1));
    await world.process(0).budget.settle(flushed!, 13n);
    await world.process(0).budget.settle(after!, 17n);
    for (const late of [before!, flushed!, after!]) await world.process(1).budget.settle(late, 99n);
    expect(await world.figures(ofTenant())).toMatchObject({ spent: 3_500 + 11 + 13 + 17 });
    // Its run learns the same, though it is rebuilt later.
    const next = world.spending({ runId: flushed!.spending.runId, estimateNano: 5n });
    expect(await world.hold(next)).toBeDefined();
    expect(await world.run(flushed!.holder)).toMatchObject({ spent: 13 });
  });

  it('asks the ledger once, however many calls find a budget unknown', async () => {
    await world.setBudget({ limitNano: 10n ** 9n });
    await Promise.all(Array.from({ length: 50 }, () => world.hold(world.spending())));
    expect(world.sums).toBe(1);
  });

  it('keeps an act in the period in which it began', async () => {
    const row = await world.setBudget({ limitNano: 1_000n });
    const at = (iso: string) => countersOf([counterOf(row, new Date(iso))]);
    const [november, december] = [at('2031-11-30T23:59:59.999Z'), at('2031-12-01T00:00:00Z')];
    const { exact } = world.process(0);
    const reservation = (counters = november) => {
      const { tenantId, id: reservationId } = world.spending();
      const terms = { maxCostNano: 10n ** 12n, estimateNano: 1_000n, counters };
      return { tenantId, runId: newId(), reservationId, ...terms };
    };
    const late = reservation();
    expect(await exact.reserve(late)).toBeUndefined();
    expect(await exact.reserve(reservation())).toMatchObject({ limitNano: 1_000n });
    expect(await exact.reserve(reservation(december))).toBeUndefined();
    await exact.settle({ ...late, actualNano: 900n });
    const key = (since: string) => `tenant:${world.tenantId}:month:${since}`;
    expect(await world.figures(key('2031-11-01'))).toMatchObject({ spent: 900, reserved: 0 });
    expect(await world.figures(key('2031-12-01'))).toMatchObject({ spent: 0, reserved: 1_000 });
  });

  it('counts what was under way when a budget was made, and refuses only when that is known', async () => {
    const runId = newId();
    await world.act(world.spending({ runId }), 400n);
    const [first, second] = await Promise.all([
      world.hold(world.spending({ runId })),
      world.hold(world.spending({ runId })),
    ]);
    const made = { id: newId(), limitNano: 1_000n };
    await world.setBudget({ ...made, createdAt: new Date(Date.now() + 60_000) });
    await world.process(0).budget.settle(first!, 200n);
    await sleep(40);
    // Too new to refuse; then it knows of all three.
    const early = await world.hold(world.spending({ runId, estimateNano: 5_000n }));
    await world.process(1).budget.settle(early!, 100n);
    await world.setBudget({ ...made, createdAt: new Date(Date.now() - 10_000) });
    expect(await world.hold(world.spending({ estimateNano: 301n }))).toBeUndefined();
    expect(await world.figures(ofTenant())).toMatchObject({ spent: 700, reserved: 0 });
    await world.process(0).budget.settle(second!, 250n);
    await world.process(0).budget.settle(second!, 250n);
    expect(await world.figures(ofTenant())).toMatchObject({ spent: 950, reserved: 0 });
  });

  it('lends nothing on under a limit that was changed', async () => {
    const row = await world.setBudget({ limitNano: 10n ** 9n });
    const runId = newId();
    while ((await world.act(world.spending({ runId }), 10n)) !== 'leased') await sleep(1);
    await world.setBudget({ ...row, limitNano: 1n });
    expect(await world.hold(world.spending({ runId }))).toBeUndefined();
  });

  it('refuses to guess when Redis is away', async () => {
    await world.setBudget({});
    world.process(0).redis.disconnect();
    const held = Promise.resolve().then(() => world.process(0).budget.hold(world.spending()));
    await expect(held).rejects.toMatchObject({ code: 'overloaded' });
    await world.process(0).redis.connect();
  });
});
