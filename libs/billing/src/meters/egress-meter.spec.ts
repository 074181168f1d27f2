import { auditEntities } from '@renum/audit';
import { withConnection } from '@renum/database';
import { newId } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { Redis } from 'ioredis';
import { LedgerWorld } from '../spec/ledger-world';
import type { UsageRow } from '../usage-record';
import { WalletNews } from '../wallet/wallet-news';
import { EgressMeter } from './egress-meter';

const HOUR = '2026-11-21T10:00:00.000Z';
const minutesAfter = (minutes: number): Date => new Date(Date.parse(HOUR) + minutes * 60_000);

/** Real: PostgreSQL with its sums, Redis. */
describe('bytes of calls', () => {
  let db: TestDatabase;
  let world: LedgerWorld<TestTenant>;
  let meter: EgressMeter;
  let tenant: TestTenant;
  const { url, prefix } = createTestRedis();
  const redis = new Redis(url);
  const agentId = newId();

  beforeAll(async () => {
    db = await createTestDatabase({ entities: auditEntities });
    world = new LedgerWorld(db.platform, () => testTenant(db));
    const settings = { REDIS_URL: url, REDIS_PREFIX: prefix };
    meter = new EgressMeter(db.platform, new WalletNews(db.platform, redis, settings));
  });
  afterAll(async () => {
    redis.disconnect();
    await db.drop();
  });
  beforeEach(async () => {
    tenant = await world.tenant();
  });

  const call = (bytes: number, change: Partial<UsageRow> = {}, minutes = 5): UsageRow => ({
    ...world.event(tenant, { agentId, at: minutesAfter(minutes).toISOString() }),
    request_bytes: bytes,
    response_bytes: 2 * bytes,
    ...change,
  });
  const billed = () =>
    world.ask<{ milli: number }>(
      `select occurred_at = ? as whole_hour, agent_id = ? as agent, api_key_id as app,
         quantity_milli::int as milli, meter, provider
       from usage_events where tenant_id = ? and kind = 'egress' order by id`,
      [HOUR, agentId, tenant.id],
    );
  const one = { whole_hour: true, agent: true, app: null, meter: 'egress_mb', provider: 'renum' };

  it('are billed when their hour is over, by hour and agent, once', async () => {
    await world.write([call(1_000), call(500_000, { provider: 'openai', kind: 'llm' })]);
    expect(await meter.sweep({ now: minutesAfter(79) })).toBe(0);
    await Promise.all(Array.from({ length: 5 }, () => meter.sweep({ now: minutesAfter(81) })));
    expect(await meter.sweep({ now: minutesAfter(300) })).toBe(0);
    const sum = (await billed()).reduce((all, { milli }) => all + milli, 0);
    expect(sum).toBe(1_503);
  });

  it('that come late are billed as the difference', async () => {
    await world.write([call(1_000)]);
    await meter.sweep({ now: minutesAfter(90) });
    await world.write([call(2_000)]);
    await meter.sweep({ now: minutesAfter(90) });
    expect(await billed()).toEqual([
      { ...one, milli: 3 },
      { ...one, milli: 6 },
    ]);
  });

  it('that come days late are billed by who looks that far back', async () => {
    await world.write([call(1_000)]);
    const now = minutesAfter(20 * 24 * 60);
    expect(await meter.sweep({ now })).toBe(0);
    await meter.sweep({ now, late: true });
    expect(await billed()).toEqual([{ ...one, milli: 3 }]);
  });

  it('are of an app where an app called', async () => {
    const app = newId();
    await world.write([call(4_000, { agent_id: null, api_key_id: app })]);
    await meter.sweep({ now: minutesAfter(90) });
    expect(await billed()).toEqual([{ ...one, agent: null, app, milli: 12 }]);
  });

  it('are not billed themselves, and nothing is billed for none', async () => {
    await world.write([call(0)]);
    await meter.sweep({ now: minutesAfter(90) });
    expect(await billed()).toEqual([]);
  });

  it('are not marked as billed when their event is not written', async () => {
    await world.write([call(1_000)]);
    const owner = (sql: string) => withConnection(db.ownerUrl, (em) => em.execute(sql));
    await owner(`alter table usage_events
      add constraint no_egress check (kind <> 'egress') not valid`);
    await expect(meter.sweep({ now: minutesAfter(90) })).rejects.toThrow('no_egress');
    await owner('alter table usage_events drop constraint no_egress');
    await meter.sweep({ now: minutesAfter(90) });
    expect(await billed()).toEqual([{ ...one, milli: 3 }]);
  });
});
