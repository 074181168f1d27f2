import { setTimeout as delay } from 'node:timers/promises';
import { auditEntities } from '@renum/audit';
import type { InstanceIdentity } from '@renum/contracts';
import { createTestServices, testTenant, type TestServices } from '@renum/testing';
import { vaultConfig, vaultEntities, VaultModule, VaultService } from '@renum/vault';
import { Caller } from './caller';
import { PIECES, promptOf, tokensOf } from './counting-provider';
import { ExactWorld } from './world';

const CALLS = 10_000;
const KILLS = 10;
const CALLS_AT_ONCE = 16;
const STREAMS = 500;
const STREAMS_AT_ONCE = 25;
/** After how many pieces a caller leaves: 0, 10, 50, 90 and 100 % of them. */
const LEAVES = [0, 1, 5, 9, PIECES];
/** As long as the token counts say. */
const PROMPT = 'word '.repeat(1_500);

/** Real: two data planes in processes of their own, PostgreSQL, Redis, journals. Played: the provider. */
describe('what is billed', () => {
  let services: TestServices;
  let world: ExactWorld;
  beforeAll(async () => {
    services = await createTestServices();
    const tenant = await testTenant(services.database);
    const vault = await services.process({
      imports: [VaultModule],
      entities: [...vaultEntities, ...auditEntities],
      slices: [vaultConfig],
    });
    const key = { provider: 'openai', name: 'Key', secret: 'sk-0123456789abcdef', standIn: true };
    await tenant.run(() => vault.get(VaultService, { strict: false }).create(key));
    world = await ExactWorld.start(services, tenant);
  }, 120_000);
  afterAll(async () => {
    await world.stop();
    await services.close();
  });
  beforeEach(() => world.begin());

  it(`agrees with the provider over ${CALLS} calls with failures, cuts and retries, and ${KILLS} killed data planes`, async () => {
    const { provider } = world;
    const identity = await world.run(10n ** 15n);
    const caller = new Caller(world.planes, identity, CALLS);
    const kills = killAtTimes(world, caller);
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, () => caller.work()));
    await kills;
    expect(caller.done).toBe(CALLS);

    await world.settle();
    const events = await world.events(identity.runId);
    const exact = events.filter((one) => one.estimated === null && one.status === 200);
    const billed = new Map(exact.map((one) => [one.input - tokensOf(0).input, one]));

    // Nothing twice: each number of the provider's is on one event at most.
    expect(billed.size).toBe(exact.length);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    // What is billed as exact is what the provider stated, to the token.
    for (const [number, { input, output }] of billed) {
      expect({ number, stated: provider.stated.has(number), input, output }).toEqual({
        number,
        stated: true,
        ...tokensOf(number),
      });
    }
    // What the provider stated is billed as exact, but for what a kill took from our hands; and of
    // that each call is billed as an estimate, and says so.
    const missing = [...provider.stated].filter((number) => !billed.has(number));
    const interrupted = events.filter((one) => one.estimated === 'interrupted');
    const brokenByKill = new Set(caller.numbers('broken'));
    expect(missing.filter((number) => !brokenByKill.has(number))).toEqual([]);
    expect(interrupted.length).toBeGreaterThanOrEqual(missing.length);
    expect(interrupted.length).toBeLessThanOrEqual(KILLS * CALLS_AT_ONCE);
    // What failed costs nothing; what broke off at the provider is an estimate.
    const failures = events.filter((one) => one.status !== null && one.status >= 400);
    expect(failures.every(({ cost }) => cost === 0n)).toBe(true);
    for (const { estimated } of events)
      expect([null, 'interrupted', 'upstream_cut']).toContain(estimated);
    // Every call that reached the provider is on one event, with what was tried again inside it.
    const received = [...provider.received.values()].reduce((sum, times) => sum + times, 0);
    const sent = events.reduce((sum, { attempts }) => sum + attempts, 0);
    expect(Math.abs(sent - received)).toBeLessThanOrEqual(interrupted.length);
    // What the run is said to have cost is the sum of its events.
    const [total] = await world.sql<{ cost: string }>(
      'select sum(cost_nano)::text as cost from usage_hourly where agent_id = ?',
      [identity.agentId],
    );
    expect(BigInt(total?.cost ?? 0)).toBe(events.reduce((sum, { cost }) => sum + cost, 0n));
  }, 300_000);

  it(`bills ${STREAMS} streams for what the provider produced, wherever their callers leave`, async () => {
    const { provider } = world;
    provider.pauseMs = 2;
    const identity = await world.run(10n ** 15n);
    let next = 0;
    const work = async (): Promise<void> => {
      for (let number = next++; number < STREAMS; number = next++)
        await leave(identity, number, LEAVES[number % LEAVES.length] ?? 0);
    };
    await Promise.all(Array.from({ length: STREAMS_AT_ONCE }, work));
    await world.settle();

    const events = await world.events(identity.runId);
    const exact = events.filter(({ estimated }) => estimated === null);
    // A caller that left before its call was sent is billed nothing: the provider never heard of it.
    expect(events.length).toBe(provider.received.size);
    expect(provider.received.size).toBeGreaterThanOrEqual((STREAMS / LEAVES.length) * 4);
    // All were read to their usage after their callers had left.
    expect(exact.map(({ input, output }) => ({ input, output })).toSorted(byInput)).toEqual(
      [...provider.stated].map(tokensOf).toSorted(byInput),
    );
    expect(events.length - exact.length).toBe(provider.received.size - provider.stated.size);
    for (const { estimated } of events) expect([null, 'drain_bound']).toContain(estimated);
  }, 300_000);

  it('lets 200 calls at once overspend by nothing, of a run and of its tenant together', async () => {
    const { provider, tenant } = world;
    provider.pauseMs = 0;
    const first = await priceOfOne();
    const limits = { tenant: first * 25n, runs: [first * 10n, first * 40n] };
    await tenant.insert('budgets', {
      scope: 'tenant',
      period: 'total',
      limitNano: String(limits.tenant + (await spentByTenant())),
    });
    // The data planes hear of a new budget in two seconds, and let it settle for five.
    await delay(12_000);
    provider.received.clear();
    const runs: InstanceIdentity[] = [];
    for (const limit of limits.runs) runs.push(await world.run(limit));
    const askAs = (number: number) =>
      ask(runs[number % 2] as InstanceIdentity, 600 + number, number >> 1);
    // Each process knows each run by then: in the crowd the first to be known could take it all.
    const statuses = [];
    for (let number = 0; number < 4; number += 1) statuses.push(await askAs(number));
    expect(statuses).toEqual([200, 200, 200, 200]);
    statuses.push(
      ...(await Promise.all(Array.from({ length: 200 }, (_, number) => askAs(4 + number)))),
    );
    await world.settle();
    const byRun = await Promise.all(runs.map(({ runId }) => world.events(runId)));
    const spent = byRun.map((events) => events.reduce((sum, { cost }) => sum + cost, 0n));
    for (const [place, limit] of limits.runs.entries()) {
      expect(spent[place]).toBeGreaterThan(0n);
      expect(spent[place]).toBeLessThanOrEqual(limit);
    }
    expect(spent.reduce((sum, of) => sum + of)).toBeLessThanOrEqual(limits.tenant);
    const events = byRun.flat();
    expect(new Set(statuses)).toEqual(new Set([200, 402]));
    expect(events.length).toBe(provider.received.size);
    expect(statuses.filter((status) => status === 200).length).toBe(provider.received.size);
  }, 300_000);

  /** Reads so many pieces of an answer and hangs up. */
  async function leave(identity: InstanceIdentity, number: number, pieces: number): Promise<void> {
    const caller = new AbortController();
    const body = {
      model: 'gpt-4.1-mini',
      stream: true,
      messages: [{ role: 'user', content: promptOf(number, 'stream') }],
    };
    const asked = world.planes.chat(number % 2, identity, body, { signal: caller.signal });
    if (pieces === 0) {
      // At no moment in particular: before it is sent, while it is, after it was.
      await delay(number % 7);
      caller.abort();
      return void (await asked.catch(gone));
    }
    const answer = await asked;
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    while (reader && seen.split('data: ').length - 1 < pieces) {
      const { value, done } = await reader.read();
      if (done) break;
      seen += value;
    }
    if (pieces < PIECES) caller.abort();
    else await reader?.read();
    await reader?.cancel().catch(gone);
  }

  async function ask(identity: InstanceIdentity, number: number, plane: number): Promise<number> {
    const content = `${promptOf(number, 'body')} ${PROMPT}`;
    const body = { model: 'gpt-4.1-mini', max_tokens: 100, messages: [{ role: 'user', content }] };
    for (;;) {
      const answer = await world.planes.chat(plane % 2, identity, body);
      await answer.arrayBuffer();
      // One key has so many calls at once in each process: the others come a moment later.
      if (answer.status !== 429) return answer.status;
      await delay(10);
    }
  }

  async function priceOfOne(): Promise<bigint> {
    const identity = await world.run(10n ** 15n);
    expect(await ask(identity, 599, 0)).toBe(200);
    for (;;) {
      const [event] = await world.events(identity.runId);
      if (event) return event.cost;
      await delay(50);
    }
  }

  async function spentByTenant(): Promise<bigint> {
    const [row] = await world.sql<{ spent: string }>(
      'select sum(cost_nano)::text as spent from usage_hourly where tenant_id = ?',
      [world.tenant.id],
    );
    return BigInt(row?.spent ?? 0);
  }
});

/** Kills one data plane after the other, each time that another part of the calls is done. */
async function killAtTimes({ planes }: ExactWorld, caller: Caller): Promise<void> {
  for (let kill = 1; kill <= KILLS; kill += 1) {
    while (caller.done < (CALLS * kill) / (KILLS + 1)) await delay(5);
    await planes.kill(kill % 2);
    await planes.begin(kill % 2);
  }
}

interface Counted {
  input: number;
  output: number;
}
const byInput = (a: Counted, b: Counted): number => a.input - b.input;
const gone = (): undefined => undefined;
