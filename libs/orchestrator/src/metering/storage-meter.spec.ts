import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WalletNews } from '@renum/billing';
import { newId } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { Redis } from 'ioredis';
import { Workspaces } from '../workspace/workspaces';
import { StorageMeter } from './storage-meter';

const HOUR = Date.parse('2026-11-21T10:00:00.000Z');
const MINUTE = 60_000;

/** Real: PostgreSQL, files. */
describe('the room of workspaces', () => {
  let db: TestDatabase;
  let meter: StorageMeter;
  let tenant: TestTenant;
  let agentId: string;
  const root = mkdtempSync(join(tmpdir(), 'renum-storage-'));
  const workspaces = new Workspaces({ WORKSPACES_DIR: root, LEASE_SECONDS: 15 });
  const { url, prefix } = createTestRedis();
  const redis = new Redis(url);

  beforeAll(async () => {
    db = await createTestDatabase();
    const settings = { REDIS_URL: url, REDIS_PREFIX: prefix };
    meter = new StorageMeter(db.platform, workspaces, new WalletNews(db.platform, redis, settings));
  });
  afterAll(async () => {
    redis.disconnect();
    rmSync(root, { recursive: true });
    await db.drop();
  });
  beforeEach(async () => {
    tenant = await testTenant(db);
    agentId = (await tenant.agent()).id;
  });

  async function fill(threadId: string, megabytes: number, name = 'file'): Promise<void> {
    const dir = await workspaces.ensure(tenant.id, threadId);
    await mkdir(join(dir, 'deep'), { recursive: true });
    await writeFile(join(dir, 'deep', name), Buffer.alloc(megabytes * 1_000_000, 1));
  }
  const billed = () =>
    db.platform.transaction((em) =>
      em.execute<{ thread: string; hour: string; milli: number }[]>(
        `select thread_id as thread, extract(hour from occurred_at at time zone 'UTC')::int as hour,
           quantity_milli::int as milli
         from usage_events where tenant_id = ? and kind = 'storage' order by id, thread_id`,
        [tenant.id],
      ),
    );

  it('is billed once for each thread and hour, by however many', async () => {
    const [one, other] = [await tenant.thread(agentId), await tenant.thread(agentId)].toSorted();
    await fill(one ?? '', 3);
    await fill(other ?? '', 1);
    const sweeps = (now: number) =>
      Promise.all(Array.from({ length: 5 }, () => meter.sweep({ now })));
    await sweeps(HOUR + 5 * MINUTE);
    await fill(one ?? '', 4, 'more');
    await sweeps(HOUR + 59 * MINUTE);
    await sweeps(HOUR + 60 * MINUTE);
    const found = await billed();
    const of = (thread: string | undefined) =>
      found.filter((row) => row.thread === thread).map(({ hour, milli }) => [hour, milli]);
    expect(of(one)).toEqual([
      [10, 3],
      [11, 7],
    ]);
    expect(of(other)).toEqual([
      [10, 1],
      [11, 1],
    ]);
  });

  it('of a thread that came later in the hour is billed, too', async () => {
    await meter.sweep({ now: HOUR });
    const threadId = await tenant.thread(agentId);
    await fill(threadId, 2);
    await meter.sweep({ now: HOUR + MINUTE });
    expect(await billed()).toEqual([{ thread: threadId, hour: 10, milli: 2 }]);
  });

  it('is not billed for folders without a thread, or that hold nothing', async () => {
    await fill(newId(), 2);
    await workspaces.ensure(tenant.id, await tenant.thread(agentId));
    await mkdir(join(root, 'lost+found'), { recursive: true });
    await meter.sweep({ now: HOUR });
    expect(await billed()).toEqual([]);
  });

  it('is nothing where no workspace was ever made', async () => {
    const nowhere = new Workspaces({ WORKSPACES_DIR: join(root, 'nowhere'), LEASE_SECONDS: 15 });
    const idle = new StorageMeter(db.platform, nowhere, { afterSpending: fail } as never);
    expect(await idle.sweep()).toBe(0);
  });
});

const fail = () => Promise.reject(new Error('nothing was spent'));
