import { Redis } from 'ioredis';
import { newId } from '@renum/platform';
import { createTestRedis } from '@renum/testing';
import { RunBudget, type SpentSource } from './run-budget';

/** Real: Redis, over several connections as from several processes. */
describe('RunBudget', () => {
  const { url, prefix } = createTestRedis();
  const connections = Array.from({ length: 4 }, () => new Redis(url));
  const [redis] = connections as [Redis];
  const tenantId = newId();
  let events: { id: string; costNano: bigint }[] = [];
  let reads = 0;
  const ledger: SpentSource = {
    spent: () => {
      reads += 1;
      return Promise.resolve(events);
    },
    sum: () => Promise.reject(new Error('no budget but the run’s')),
  };
  const budgets = connections.map((each) => new RunBudget(each, prefix, ledger));
  const [budget] = budgets as [RunBudget];
  let runId: string;

  beforeEach(() => {
    runId = newId();
    events = [];
    reads = 0;
  });
  afterAll(async () => {
    const keys = await redis.keys(`${prefix}:*`);
    if (keys.length > 0) await redis.del(...keys);
    for (const each of connections) each.disconnect();
  });

  const reserve = (estimateNano: bigint, maxCostNano: bigint, overrides: object = {}) => {
    const reservationId = newId();
    return budget
      .reserve({ tenantId, runId, reservationId, estimateNano, maxCostNano, ...overrides })
      .then((short) => ({ answer: short ? 'refused' : 'ok', reservationId }));
  };
  const settle = (reservationId: string, actualNano: bigint) =>
    budget.settle({ runId, reservationId, actualNano });
  const key = () => `${prefix}:{budget}:run:${runId}`;
  const totals = async () => {
    const [spent, reserved] = await redis.hmget(key(), 'spent', 'reserved');
    return { spent, reserved };
  };

  it('admits up to the bound and not beyond', async () => {
    expect((await reserve(60n, 100n)).answer).toBe('ok');
    expect((await reserve(41n, 100n)).answer).toBe('refused');
    expect((await reserve(40n, 100n)).answer).toBe('ok');
    expect((await reserve(1n, 100n)).answer).toBe('refused');
    expect(reads).toBe(1);
  });

  it('admits again what a settlement gives back', async () => {
    const first = await reserve(100n, 100n);
    await settle(first.reservationId, 30n);
    expect(await totals()).toEqual({ spent: '30', reserved: '0' });
    expect((await reserve(71n, 100n)).answer).toBe('refused');
    const second = await reserve(70n, 100n);
    await settle(second.reservationId, 0n);
    expect((await reserve(70n, 100n)).answer).toBe('ok');
  });

  it('settles once and reserves once, however often it is told', async () => {
    const reservationId = newId();
    for (let count = 0; count < 3; count += 1) {
      await reserve(50n, 100n, { reservationId });
    }
    expect(await totals()).toEqual({ spent: '0', reserved: '50' });
    for (let count = 0; count < 3; count += 1) await settle(reservationId, 40n);
    expect(await totals()).toEqual({ spent: '40', reserved: '0' });
  });

  it('never overspends by more than one reservation: 200 at once over four connections', async () => {
    const max = 1_000_000n;
    const estimate = 30_000n;
    let spent = 0n;
    let admitted = 0;
    const call = async (index: number) => {
      const each = budgets[index % budgets.length] ?? budget;
      const reservationId = newId();
      const reservation = { tenantId, runId, reservationId, estimateNano: estimate };
      if (await each.reserve({ ...reservation, maxCostNano: max })) return;
      admitted += 1;
      // Upstreams take anything up to what was reserved; never nothing, so the rounds have an end.
      const actualNano = (estimate * BigInt(1 + (index % 4))) / 4n;
      await new Promise((resolve) => setTimeout(resolve, index % 7));
      await each.settle({ runId, reservationId, actualNano });
      spent += actualNano;
    };
    // How many come in at once is the machine's affair; that nobody else comes in after them is ours.
    for (let before = -1; before < admitted;) {
      before = admitted;
      await Promise.all(Array.from({ length: 200 }, (_, index) => call(index)));
    }
    expect(spent).toBeLessThanOrEqual(max);
    expect(spent).toBeGreaterThan(max - estimate);
    expect(admitted).toBeGreaterThan(33);
    expect(await totals()).toEqual({ spent: String(spent), reserved: '0' });
  });

  it('overspends by at most the one act that cost more than it reserved', async () => {
    const first = await reserve(90n, 100n);
    await settle(first.reservationId, 140n);
    expect((await reserve(0n, 100n)).answer).toBe('refused');
  });

  it('counts a reservation whose holder died, and corrects it if the act ends after all', async () => {
    const lost = await reserve(60n, 100n);
    await redis.zadd(`${prefix}:{budget}:expiry`, 1, `${key()} ${lost.reservationId}`);
    expect((await reserve(50n, 100n)).answer).toBe('refused');
    expect(await totals()).toEqual({ spent: '60', reserved: '0' });
    await settle(lost.reservationId, 10n);
    expect(await totals()).toEqual({ spent: '10', reserved: '0' });
  });

  it('is rebuilt from the ledger when Redis was emptied, with what was in flight', async () => {
    const settled = await reserve(30n, 1000n);
    await settle(settled.reservationId, 25n);
    const inFlight = await reserve(200n, 1000n);
    await redis.del(key(), `${prefix}:{budget}:expiry`);
    // One call ends before the rebuild; its event has not reached the ledger yet.
    await settle(inFlight.reservationId, 150n);
    events = [{ id: settled.reservationId, costNano: 25n }];
    expect((await reserve(826n, 1000n)).answer).toBe('refused');
    expect(await totals()).toEqual({ spent: '175', reserved: '0' });
    // Told again, as a recovered journal would: nothing is doubled.
    await settle(inFlight.reservationId, 150n);
    await settle(settled.reservationId, 25n);
    expect(await totals()).toEqual({ spent: '175', reserved: '0' });
  });

  it('is exact beyond what a double holds', async () => {
    const max = 10n ** 17n;
    const each = 9_007_199_254_740n;
    for (let count = 0; count < 4; count += 1) {
      const { reservationId } = await reserve(each, max);
      await settle(reservationId, each + 1n);
    }
    expect((await totals()).spent).toBe(String(4n * (each + 1n)));
  });

  it('refuses to guess when Redis is away', async () => {
    const away = new Redis('redis://127.0.0.1:1/0', {
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      lazyConnect: true,
    });
    away.on('error', () => undefined);
    const reservation = { tenantId, runId, reservationId: newId(), maxCostNano: 1n };
    await expect(
      new RunBudget(away, prefix, ledger).reserve({ ...reservation, estimateNano: 0n }),
    ).rejects.toMatchObject({ code: 'overloaded' });
    away.disconnect();
  });
});
