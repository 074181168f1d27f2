import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { newId } from '@renum/platform';
import { createTestRedis } from '@renum/testing';
import { settleRecovered } from '../recovered';
import type { RecoveredAct } from '../usage-record';
import { NO_COUNTERS } from './counter';
import { LeasedBudget } from './leased-budget';
import { RunBudget, type LeaseId } from './run-budget';

/** Real: Redis, over several connections as from several processes. */
describe('LeasedBudget', () => {
  const { url, prefix } = createTestRedis();
  const connections = Array.from({ length: 4 }, () => new Redis(url));
  const [redis] = connections as [Redis];
  const tenantId = newId();
  let ledger: { id: string; costNano: bigint }[];
  let runId: string;
  let budgets: LeasedBudget[];
  let clock: () => number;
  const source = {
    spent: () => Promise.resolve(ledger),
    sum: () => Promise.reject(new Error('no budget but the run’s')),
  };
  const exact = new RunBudget(redis, prefix, source);

  beforeEach(() => {
    runId = newId();
    ledger = [];
    clock = () => performance.now();
    budgets = connections.map(
      (each) =>
        new LeasedBudget(new RunBudget(each, prefix, source), { warn: () => undefined }, () =>
          clock(),
        ),
    );
  });
  afterEach(async () => {
    for (const each of budgets) await each.close();
  });
  afterAll(async () => {
    const keys = await redis.keys(`${prefix}:*`);
    if (keys.length > 0) await redis.del(...keys);
    for (const each of connections) each.disconnect();
  });

  const act = async (maxCostNano: bigint, estimateNano: bigint, budget = budgets[0]) => {
    const reservationId = newId();
    const wanted = { tenantId, runId, reservationId, maxCostNano, estimateNano };
    const answer = await budget?.reserve(wanted);
    return { held: typeof answer === 'object' ? 'refused' : answer, reservationId };
  };
  const settle = (reservationId: string, actualNano: bigint, budget = budgets[0]) =>
    budget?.settle({ runId, reservationId, actualNano });
  const key = () => `${prefix}:{budget}:run:${runId}`;
  const totals = async () => {
    const [spent, reserved] = await redis.hmget(key(), 'spent', 'reserved');
    return { spent: Number(spent), reserved: Number(reserved) };
  };
  /** No lease is idle or in doubt until time goes on, however long the machine takes. */
  function stopTheClock(): { goOn(): void } {
    const now = clock();
    clock = () => now;
    return { goOn: () => (clock = () => performance.now()) };
  }
  /** How late it is told depends on the machine. */
  async function soon(expected: Partial<Awaited<ReturnType<typeof totals>>>) {
    for (let waited = 0; ; waited += 20) {
      const found = await totals();
      if (waited > 3_000) return expect(found).toMatchObject(expected);
      const fits = Object.entries(expected).every(
        ([name, value]) => found[name as 'spent'] === value,
      );
      if (fits) return;
      await sleep(20);
    }
  }
  /** Acts until one is held by a lease; what was spent on the way. */
  async function warm(max: bigint, estimate: bigint, budget = budgets[0]) {
    for (let spent = 0n; ;) {
      const { held, reservationId } = await act(max, estimate, budget);
      if (held?.startsWith('lease:')) return { lease: held as LeaseId, reservationId, spent };
      await settle(reservationId, 1n, budget);
      spent += 1n;
      if (spent > 200n) throw new Error('no lease was given');
      await sleep(1);
    }
  }

  it('lends at once to a busy run, and tells what was spent', async () => {
    stopTheClock();
    const { reservationId, spent } = await warm(10n ** 9n, 1000n);
    expect((await totals()).reserved).toBeGreaterThan(1000);
    await settle(reservationId, 400n);
    await settle(reservationId, 400n);
    await budgets[0]?.close();
    expect(await totals()).toEqual({ spent: Number(spent) + 400, reserved: 0 });
  });

  it('never overspends: 200 at once over four processes, leases and all', async () => {
    const max = 3_000_000n;
    const estimate = 3_000n;
    let spent = 0n;
    let leased = 0;
    const call = async (index: number) => {
      const budget = budgets[index % budgets.length];
      const { held, reservationId } = await act(max, estimate, budget);
      if (held === 'refused') return;
      if (held !== 'ok') leased += 1;
      const actual = (estimate * BigInt(index % 5)) / 4n;
      await sleep(index % 7);
      spent += actual;
      await settle(reservationId, actual, budget);
    };
    for (let round = 0; round < 15; round += 1)
      await Promise.all(Array.from({ length: 200 }, (_, index) => call(index)));
    for (const each of budgets) await each.close();
    expect(leased).toBeGreaterThan(200);
    expect(spent).toBeLessThanOrEqual(max);
    expect(spent).toBeGreaterThan(max / 2n);
    expect(await totals()).toEqual({ spent: Number(spent), reserved: 0 });
  });

  it('gives back what it is lent while it closes', async () => {
    stopTheClock();
    const acts = [await act(10n ** 9n, 1000n), await act(10n ** 9n, 1000n)];
    // The second one has asked for a lease, and nothing has come yet.
    await budgets[0]?.close();
    for (const { reservationId } of acts) await settle(reservationId, 0n, budgets[1]);
    expect((await totals()).reserved).toBe(0);
  });

  it('asks Redis each time where little is left', async () => {
    for (let count = 0; count < 20; count += 1) expect((await act(6_000n, 100n)).held).toBe('ok');
    expect(await totals()).toEqual({ spent: 0, reserved: 2_000 });
  });

  it('gives back its own lease before it lets a call be refused', async () => {
    const { spent } = await warm(100_000n, 1_000n);
    // More than Redis has free beside the lease, less than the run has left.
    const { held } = await act(100_000n, 99_000n - spent);
    expect(held).toBe('ok');
    expect((await totals()).reserved).toBe(100_000 - Number(spent));
  });

  it('gives back what nobody uses', async () => {
    const { reservationId } = await warm(10n ** 9n, 1000n);
    // The call under way keeps its own part.
    await soon({ reserved: 1000 });
    await settle(reservationId, 0n);
    await soon({ reserved: 0 });
  });

  it('counts everything although Redis was emptied under a lease', async () => {
    stopTheClock();
    const { reservationId, spent } = await warm(10n ** 9n, 1000n);
    const underWay = await act(10n ** 9n, 1000n);
    expect(underWay.held).toMatch(/^lease:/);
    await redis.del(key(), `${prefix}:{budget}:expiry`);
    ledger = [{ id: newId(), costNano: spent }];
    await settle(reservationId, 700n);
    // The lease is gone; the call under way has a reservation of its own.
    await soon({ spent: Number(spent) + 700, reserved: 1000 });
    await settle(underWay.reservationId, 300n);
    expect(await totals()).toEqual({ spent: Number(spent) + 1000, reserved: 0 });
  });

  it('covers acts under way anew, also when Redis goes away while it does', async () => {
    const time = stopTheClock();
    const { reservationId } = await warm(10n ** 9n, 1000n);
    const second = await act(10n ** 9n, 1000n);
    expect(second.held).toMatch(/^lease:/);
    time.goOn();
    // Emptied, and away at the very moment of the new reservations.
    const reserve = jest.spyOn(RunBudget.prototype, 'reserve');
    reserve.mockRejectedValueOnce(new Error('away')).mockRejectedValueOnce(new Error('away'));
    await redis.del(key(), `${prefix}:{budget}:expiry`);
    await soon({ reserved: 2000 });
    expect(reserve.mock.calls.length).toBeGreaterThanOrEqual(4);
    reserve.mockRestore();
    await settle(reservationId, 10n);
    await settle(second.reservationId, 20n);
    expect((await totals()).reserved).toBe(0);
  });

  it('stops lending when Redis cannot confirm', async () => {
    await warm(10n ** 9n, 1000n);
    budgets[0]?.suspect();
    expect((await act(10n ** 9n, 1000n)).held).toBe('ok');
  });

  it('is exact again after its process was killed', async () => {
    const { lease, reservationId, spent } = await warm(10n ** 9n, 1000n);
    await settle(reservationId, 900n);
    // Killed here. What it had put on file is brought in by another process.
    const occurred_at = new Date().toISOString();
    const row = { id: reservationId, run_id: runId, cost_nano: '900', occurred_at };
    ledger = [
      { id: newId(), costNano: spent },
      { id: reservationId, costNano: 900n },
    ];
    await redis.hdel(key(), ...(await acts()));
    const parts = {
      budget: exact,
      book: { counted: () => NO_COUNTERS },
      alerts: { spent: () => undefined },
    };
    await settleRecovered(parts, [{ row, lease } as RecoveredAct]);
    const next = newId();
    const wanted = { tenantId, runId, reservationId: next, maxCostNano: 10n ** 9n };
    expect(await exact.reserve({ ...wanted, estimateNano: 5n })).toBeUndefined();
    expect(await totals()).toEqual({ spent: Number(spent) + 900, reserved: 5 });
  });
  const acts = async () =>
    (await redis.hkeys(key())).filter((f) => f.startsWith('a:') && !f.startsWith('a:lease'));
});
