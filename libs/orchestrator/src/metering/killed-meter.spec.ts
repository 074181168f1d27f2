import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';

const SANDBOXES = 20;
const KILLS = 8;

/** Real: PostgreSQL, and processes that are killed at any moment. */
describe('processes that bill sandboxes and are killed', () => {
  let db: TestDatabase;
  let tenant: TestTenant;
  let child: string;
  const workerId = newId();

  beforeAll(async () => {
    db = await createTestDatabase();
    tenant = await testTenant(db);
    child = buildChild();
  });
  afterAll(async () => {
    rmSync(child, { force: true });
    await db.drop();
  });

  const sql = <T>(text: string, params: unknown[] = []) =>
    db.platform.transaction((em) => em.execute<T[]>(text, params));
  const beat = () =>
    sql(
      `insert into workers (id, hostname, pid, docker_ok, docker_detail, instances, runs)
       values (?, 'h', 1, true, '', 0, 0) on conflict (id) do update set heartbeat_at = now()`,
      [workerId],
    );
  const start = (): ChildProcess =>
    spawn(process.execPath, [child, db.platformUrl], { stdio: ['ignore', 'pipe', 'inherit'] });

  /** Lets it bill at least once, and kills it some moment later. */
  async function killSoon(process: ChildProcess): Promise<void> {
    if (!process.stdout) throw new Error('no output');
    await once(process.stdout, 'data');
    process.stdout.resume();
    await delay(Math.random() * 60);
    process.kill('SIGKILL');
    await once(process, 'exit');
  }

  it('lose no millisecond and double none', async () => {
    await beat();
    const agent = await tenant.agent();
    for (let index = 0; index < SANDBOXES; index += 1) {
      const started = new Date(Date.now() - index * 7 * 60_000);
      await tenant.instance(await tenant.thread(agent.id), workerId, {
        ...{ state: 'busy', startedAt: started, meteredUntil: started, containerId: 'c0ffee' },
      });
    }
    const beating = setInterval(() => void beat(), 5);
    // Two at a time, all the time.
    const lane = async () => {
      for (let kill = 0; kill < KILLS / 2; kill += 1) await killSoon(start());
    };
    await Promise.all([lane(), lane()]);
    clearInterval(beating);
    await sql(`update instances set state = 'gone', gone_at = now(),
      ended_at = greatest(metered_until, date_trunc('milliseconds', now()))`);
    const last = start();
    await killSoonAfterNothingIsLeft(last);
    const lives = await sql<{ id: string; life: number; billed: number; gaps: number }>(
      `select i.id, (extract(epoch from i.ended_at - i.started_at) * 1000)::int as life,
         sum(u.quantity_milli)::int as billed,
         count(*) filter (where u.gap <> interval '0')::int as gaps
       from instances i join (select *, occurred_at + quantity_milli * interval '1 ms'
           - coalesce(lead(occurred_at) over (partition by instance_id order by occurred_at),
               occurred_at + quantity_milli * interval '1 ms') as gap
         from usage_events) u on u.instance_id = i.id
       group by 1, 2`,
    );
    expect(lives).toHaveLength(SANDBOXES);
    for (const { id, life, billed, gaps } of lives)
      expect({ id, billed, gaps }).toEqual({ id, billed: life, gaps: 0 });
    const [hours] = await sql(
      `select (select sum(quantity_milli)::int from usage_hourly) as summed,
         (select sum(quantity_milli)::int from usage_events) as events`,
    );
    expect(hours).toMatchObject({ summed: (hours as { events: number }).events });
  }, 180_000);

  async function killSoonAfterNothingIsLeft(process: ChildProcess): Promise<void> {
    for await (const text of process.stdout ?? []) if (String(text).startsWith('0')) break;
    process.kill('SIGKILL');
  }
});

/** The child as one file that plain Node runs. */
function buildChild(): string {
  const repository = resolve(__dirname, '../../../..');
  const output = join(repository, 'tmp', `meter-child-${process.pid}.mjs`);
  execFileSync(
    process.execPath,
    [
      join(require.resolve('rolldown/package.json'), '../bin/cli.mjs'),
      ...['--config', join(__dirname, 'fixtures/rolldown.config.mjs')],
      ...['--input', join(__dirname, 'fixtures/meter-child.ts')],
      ...['--file', output, '--log-level', 'silent'],
      ...['--tsconfig', join(repository, 'libs/orchestrator/tsconfig.json')],
    ],
    { cwd: repository },
  );
  return output;
}
