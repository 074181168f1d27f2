import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@renum/platform';
import { createTestRedis } from '@renum/testing';
import { settleRecovered } from '../recovered';
import { BudgetWorld } from '../spec/budget-world';
import type { UsageRow } from '../usage-record';
import { APP_WINDOW_MS, appOf, holderOf } from './holder';

const MONTH = new Date().toISOString().slice(0, 7);

/** Budgets of external apps, which have no run. Real: Redis, over a connection each for two processes. */
describe('budgets of an app', () => {
  let world: BudgetWorld;
  beforeEach(() => {
    world = new BudgetWorld(createTestRedis());
    return world.reload();
  });
  afterEach(() => world.end());

  const ofApp = () => `app:${world.tenantId}:${world.apiKeyId}:month:${MONTH}-01`;
  const ofTenant = () => `tenant:${world.tenantId}:month:${MONTH}-01`;
  const setBudget = (limitNano: bigint) =>
    world.setBudget({ scope: 'app', apiKeyId: world.apiKeyId, limitNano });

  it('is never passed by 200 calls at once over two processes, nor is its tenant’s', async () => {
    const [limit, estimate] = [1_000_000n, 3_000n];
    await setBudget(limit);
    await world.setBudget({ limitNano: limit });
    let total = 0n;
    const call = async (index: number) => {
      const actual = (estimate * BigInt(1 + (index % 4))) / 4n;
      const spending = world.appSpending({ estimateNano: estimate });
      const answer = await world.act(spending, actual, world.process(index >> 2));
      if (answer !== 'refused') total += actual;
      return answer !== 'refused';
    };
    let quiet = 0;
    while (quiet < 2) {
      const all = await Promise.all(Array.from({ length: 200 }, (_, index) => call(index)));
      quiet = all.some(Boolean) ? 0 : quiet + 1;
      // What the last ones were refused for may have been another process's lease.
      if (quiet === 1) await world.leasesIdle();
    }
    await world.closeLeases();
    expect(total).toBeLessThanOrEqual(limit);
    expect(total).toBeGreaterThan(limit - estimate);
    const spent = { spent: Number(total), reserved: 0, leased: 0 };
    expect(await world.figures(ofApp())).toEqual(spent);
    expect(await world.figures(ofTenant())).toEqual(spent);
  });

  it('is no other key’s, and no agent’s', async () => {
    await setBudget(1_500n);
    expect(await world.act(world.appSpending(), 1_000n)).toBe('done');
    expect(await world.act(world.appSpending(), 1_000n)).toBe('refused');
    expect(world.refusedBy.map(({ of }) => of.scope)).toEqual(['app']);
    expect(await world.act(world.appSpending({ apiKeyId: newId() }), 1_000n)).toBe('done');
    expect(await world.act(world.spending(), 1_000n)).toBe('done');
  });

  it('is counted anew from the ledger when Redis was emptied between reserving and settling', async () => {
    await setBudget(10n ** 9n);
    await world.act(world.appSpending(), 700n);
    const hold = await world.hold(world.appSpending());
    await sleep(40);
    await world.empty();
    await world.process(1).budget.settle(hold!, 40n);
    await world.act(world.appSpending(), 5n, world.process(1));
    await world.closeLeases();
    expect(await world.figures(ofApp())).toMatchObject({ spent: 745, reserved: 0 });
  });

  it('settles what a killed process did, once', async () => {
    await setBudget(10n ** 9n);
    const hold = await world.hold(world.appSpending({ estimateNano: 900n }));
    const row = {
      id: hold!.spending.id,
      tenant_id: world.tenantId,
      agent_id: null,
      run_id: null,
      api_key_id: world.apiKeyId,
      provider: 'openai',
      connection_id: null,
      occurred_at: hold!.at.toISOString(),
      cost_nano: '400',
    } as UsageRow;
    const { exact, book } = world.process(1);
    const parts = { budget: exact, book, alerts: { spent: () => undefined } };
    for (let time = 0; time < 2; time += 1) await settleRecovered(parts, [{ row }]);
    expect(await world.figures(ofApp())).toMatchObject({ spent: 400, reserved: 0 });
  });

  it('keeps an app’s acts in a hash for ten minutes each, and a run’s in its own', () => {
    const apiKeyId = newId();
    const at = (ms: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, 0) + ms);
    const first = holderOf({ apiKeyId }, at(0));
    expect(holderOf({ apiKeyId }, at(APP_WINDOW_MS - 1))).toBe(first);
    expect(holderOf({ apiKeyId }, at(APP_WINDOW_MS))).not.toBe(first);
    expect(appOf(first)).toEqual({ apiKeyId, from: at(0), to: at(APP_WINDOW_MS) });
    const runId = newId();
    expect(holderOf({ runId }, at(0))).toBe(runId);
    expect(appOf(runId)).toBeUndefined();
    expect(() => holderOf({}, at(0))).toThrow('neither');
  });
});
