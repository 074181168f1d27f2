import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { PgUsageSink } from './pg-usage-sink';
import { UsageJournal, type JournalOptions } from './usage-journal';
import type { UsageRow, UsageStart } from './usage-record';
import type { RefusedRow } from './usage-sink';

/** Real: files, PostgreSQL, a child process and its kill -9. */
describe('UsageJournal', () => {
  let db: TestDatabase;
  let tenant: TestTenant;
  let root: string;
  const journals: UsageJournal[] = [];

  beforeAll(async () => {
    db = await createTestDatabase();
    tenant = await testTenant(db);
  });
  afterAll(() => db.drop());
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'renum-journal-'));
  });
  afterEach(() => {
    for (const journal of journals.splice(0)) journal.close();
    rmSync(root, { recursive: true, force: true });
  });

  function newJournal(options: Partial<JournalOptions> = {}): UsageJournal {
    const sink = new PgUsageSink(db.platform);
    const journal = new UsageJournal({ root, sink, log: { warn: () => undefined }, ...options });
    journals.push(journal);
    return journal;
  }
  const newStart = (overrides: Partial<UsageStart> = {}): UsageStart => ({
    id: newId(),
    at: new Date().toISOString(),
    kind: 'llm',
    tenantId: tenant.id,
    agentId: newId(),
    agentVersionId: newId(),
    threadId: newId(),
    runId: newId(),
    instanceId: newId(),
    provider: 'openai',
    model: 'gpt-4.1-mini',
    operation: 'chat.completions',
    expected: { tokens: tokens(100, 0), costNano: 40_000n, priced: true },
    ...overrides,
  });
  const tokens = (input: number, output: number) => ({
    input,
    output,
    cacheRead: 0,
    cacheWrite: 0,
  });
  const ledger = (runId: string) =>
    db.platform.transaction((em) =>
      em.execute<Record<string, unknown>[]>(
        'select * from usage_events where run_id = ? order by id',
        [runId],
      ),
    );
  const directories = () =>
    readdirSync(root, { withFileTypes: true }).filter((e) => e.isDirectory());

  it('brings an ended act to PostgreSQL within milliseconds', async () => {
    const journal = newJournal();
    const took: number[] = [];
    for (let act = 0; act < 5; act += 1) {
      const start = newStart();
      journal.begin(start);
      const ended = performance.now();
      journal.end(start.id, { costNano: 1n, priced: true });
      await journal.drain();
      took.push(performance.now() - ended);
    }
    // A busy machine may keep some of them waiting, but not each.
    expect(Math.min(...took)).toBeLessThan(1_000);
  });

  it('brings an act to PostgreSQL whole', async () => {
    const journal = newJournal();
    const start = newStart({ credentialId: newId() });
    journal.begin(start);
    journal.end(start.id, {
      tokens: { input: 1200, output: 80, cacheRead: 1000, cacheWrite: 100 },
      costNano: 12_345_678_901_234_567n,
      priced: true,
      status: 200,
      durationMs: 812.4,
      firstByteMs: 101,
      requestBytes: 2048,
      responseBytes: 5_000_000_000,
    });
    await journal.drain();
    expect(await ledger(start.runId!)).toEqual([
      expect.objectContaining({
        id: start.id,
        tenant_id: tenant.id,
        credential_id: start.credentialId,
        input_tokens: 1200,
        cache_read_tokens: 1000,
        cache_write_tokens: 100,
        output_tokens: 80,
        cost_nano: '12345678901234567',
        status: 200,
        duration_ms: 812,
        response_bytes: '5000000000',
        estimated: false,
        estimated_reason: null,
      }),
    ]);
  });

  it('counts an act once, however often it is ended', async () => {
    const journal = newJournal();
    const start = newStart();
    journal.begin(start);
    expect(() => journal.begin(start)).toThrow('already begun');
    journal.end(start.id, { costNano: 5n, priced: true });
    journal.end(start.id, { costNano: 50n, priced: true });
    await journal.drain();
    journal.end(start.id, { costNano: 500n, priced: true });
    await journal.drain();
    expect((await ledger(start.runId!)).map((row) => row.cost_nano)).toEqual(['5']);
  });

  it('bills nothing for an act that was not performed', async () => {
    const journal = newJournal();
    const start = newStart();
    journal.begin(start);
    journal.cancel(start.id);
    journal.end(start.id, { costNano: 5n, priced: true });
    await journal.drain();
    expect(await ledger(start.runId!)).toEqual([]);
  });

  it('waits for PostgreSQL, refuses new acts beyond its bound, and loses nothing', async () => {
    const real = new PgUsageSink(db.platform);
    let away = true;
    const write = (rows: readonly UsageRow[]): Promise<RefusedRow[]> =>
      away ? Promise.reject(new Error('away')) : real.write(rows);
    const journal = newJournal({ sink: { write }, maxWaiting: 3 });
    const runId = newId();
    for (let count = 0; count < 3; count += 1) {
      const start = newStart({ runId });
      journal.begin(start);
      journal.end(start.id, { costNano: 1n, priced: true });
    }
    expect(() => journal.begin(newStart())).toThrow(
      expect.objectContaining({ code: 'overloaded' }),
    );
    await journal.drain(200);
    expect(journal.pending).toBe(3);
    away = false;
    await journal.drain();
    expect(await ledger(runId)).toHaveLength(3);
    journal.begin(newStart());
  });

  it('sets aside what PostgreSQL never takes, and goes on with the rest', async () => {
    const journal = newJournal();
    const runId = newId();
    const ofNobody = newStart({ runId, tenantId: newId() });
    const good = newStart({ runId });
    for (const start of [ofNobody, good]) journal.begin(start);
    for (const start of [ofNobody, good]) journal.end(start.id, { costNano: 1n, priced: true });
    await journal.drain();
    expect((await ledger(runId)).map((row) => row.id)).toEqual([good.id]);
    expect(readFileSync(join(root, 'refused.log'), 'utf8')).toContain(ofNobody.id);
  });

  it('keeps its files small and leaves none behind', async () => {
    const journal = newJournal({ segmentBytes: 4096, keepMs: 20 });
    const long = newStart();
    journal.begin(long);
    for (let count = 0; count < 200; count += 1) {
      const start = newStart();
      journal.begin(start);
      journal.end(start.id, { costNano: 1n, priced: true });
      if (count % 20 === 0) await journal.drain();
    }
    await journal.drain();
    const segments = () =>
      readdirSync(join(root, String(directories()[0]?.name))).filter((n) => n.endsWith('.ndjson'));
    // The long act pins the first segment, and with it those after.
    expect(segments().length).toBeGreaterThan(10);
    journal.end(long.id, { costNano: 1n, priced: true });
    await journal.drain();
    await sleep(100);
    expect(segments().length).toBeLessThanOrEqual(1);
    journals.splice(0).forEach((each) => each.close());
    expect(directories()).toEqual([]);
  });

  it('keeps acts on file for a moment, for the budgets of a process that is killed then', async () => {
    const journal = newJournal({ segmentBytes: 64 });
    const start = newStart();
    journal.begin(start);
    journal.end(start.id, { costNano: 1n, priced: true });
    const directory = join(root, String(directories()[0]?.name));
    const onFile = () =>
      readdirSync(directory).some((name) =>
        readFileSync(join(directory, name), 'utf8').includes(start.id),
      );
    await journal.drain();
    // Timers that are set in one turn come in their order, however late.
    await sleep(500);
    expect(onFile()).toBe(true);
    expect(await ledger(start.runId!)).toHaveLength(1);
    await sleep(800);
    expect(onFile()).toBe(false);
  });

  it('leaves a living process alone', async () => {
    const living = newJournal();
    const start = newStart();
    living.begin(start);
    expect(await newJournal().recover()).toBe(0);
    expect(await ledger(start.runId!)).toEqual([]);
    living.end(start.id, { costNano: 1n, priced: true });
    await living.drain();
    expect(await ledger(start.runId!)).toHaveLength(1);
  });

  describe('after kill -9', () => {
    let child: string;
    beforeAll(() => {
      child = buildChild();
    });
    afterAll(() => rmSync(child, { force: true }));

    async function actUntilKilled(runId: string, ms: number): Promise<Map<string, string>> {
      const process_ = spawn(process.execPath, [child, root, tenant.id, runId], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      process_.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
      const closed = new Promise((done) => process_.on('close', done));
      while (!output.includes('ended')) await sleep(5);
      await sleep(ms);
      process_.kill('SIGKILL');
      await closed;
      const fates = new Map<string, string>();
      for (const line of output.split('\n').slice(0, -1)) {
        const [fate = '', id = ''] = line.split(' ');
        fates.set(id, fate);
      }
      return fates;
    }

    it.each([0, 7, 23, 61, 140])('finds every act once, killed after %i ms', async (ms) => {
      const runId = newId();
      const fates = await actUntilKilled(runId, ms);
      const recovered: UsageRow[] = [];
      const journal = newJournal();
      journal.onRecovered((acts) => recovered.push(...acts.map((act) => act.row)));
      // Two processes that recover at once, and once more: nothing is doubled.
      await Promise.all([journal.recover(), newJournal().recover()]);
      await journal.recover();

      const rows = await ledger(runId);
      const byId = new Map(rows.map((row) => [row.id as string, row]));
      expect(byId.size).toBe(rows.length);
      for (const [id, fate] of fates) {
        const row = byId.get(id);
        // The kill may fall between the record and its printed line; the record is what counts.
        if (fate === 'ended') expect(row).toMatchObject({ cost_nano: '5', estimated: false });
        if (fate === 'cancelled') expect(row).toBeUndefined();
        if (fate === 'begun' && row?.estimated)
          expect(row).toMatchObject({ cost_nano: '7', estimated_reason: 'interrupted' });
      }
      const open = [...fates].filter(([, fate]) => fate === 'begun');
      const settledUnseen = open.filter(([id]) => !byId.get(id)?.estimated);
      // The acts of one turn.
      expect(settledUnseen.length).toBeLessThanOrEqual(3);
      expect(rows.filter((row) => !fates.has(row.id as string)).length).toBeLessThanOrEqual(1);
      expect(recovered.length).toBeGreaterThanOrEqual(rows.length);
      // What was there already is no fault of the row's.
      expect(readdirSync(root)).not.toContain('refused.log');
    });
  });
});

/** The child as one file that plain Node runs. */
function buildChild(): string {
  const repository = resolve(__dirname, '../../..');
  const entry = join(__dirname, 'journal/fixtures/journal-child.ts');
  const output = join(repository, 'tmp', `journal-child-${process.pid}.mjs`);
  execFileSync(
    process.execPath,
    [
      join(repository, 'node_modules/rolldown/bin/cli.mjs'),
      ...['--config', join(__dirname, 'journal/fixtures/rolldown.config.mjs')],
      ...['--input', entry, '--file', output, '--log-level', 'silent'],
      ...['--tsconfig', join(repository, 'libs/billing/tsconfig.json')],
    ],
    { cwd: repository },
  );
  return output;
}
