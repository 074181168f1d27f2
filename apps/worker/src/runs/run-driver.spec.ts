import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Test, type TestingModule } from '@nestjs/testing';
import { auditEntities } from '@renum/audit';
import { DatabaseModule } from '@renum/database';
import { orchestratorEntities, SandboxMeter } from '@renum/orchestrator';
import { ConfigModule, IdentityVerifier, newId } from '@renum/platform';
import { Sandboxes, sandboxUser } from '@renum/sandbox';
import {
  createTestDatabase,
  createTestRedis,
  testAgentConfig,
  testEnvironment,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { slices } from '../slices';
import { Reaper } from '../housekeeping/reaper';
import { InstancePool } from '../instances/instance-pool';
import { RunsModule } from '../runs.module';
import { FakeDataPlane } from '../testing/fake-data-plane';
import { RunDriver } from './run-driver';

const key = Buffer.alloc(32, 7);

interface RunRow {
  state: string;
  reason: string | null;
  detail: string | null;
  attempts: number;
  fence: number;
}

describe('a run inside a real sandbox', () => {
  const plane = new FakeDataPlane();
  let root: string;
  let db: TestDatabase;
  let module: TestingModule;
  let tenant: TestTenant;
  let driver: RunDriver;
  let sandboxes: Sandboxes;
  let pool: InstancePool;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'renum-w-'));
    db = await createTestDatabase();
    const redis = createTestRedis();
    const environment = {
      LOG_LEVEL: 'silent',
      DATABASE_URL: db.appUrl,
      DATABASE_PLATFORM_URL: db.platformUrl,
      REDIS_URL: redis.url,
      REDIS_PREFIX: redis.prefix,
      WORKSPACES_DIR: join(root, 'workspaces'),
      DOORS_DIR: join(root, 'doors'),
      DATA_PLANE_URL: await plane.listen(),
      DATA_PLANE_KEY: key.toString('base64'),
      INSTALLATION_ID: `test-${newId()}`,
      SANDBOX_IMAGE: testEnvironment('TEST_SANDBOX_IMAGE'),
      INSTANCE_IDLE_SECONDS: '1',
      WORKSPACE_MAX_MB: '16',
    };
    module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(slices, environment),
        DatabaseModule.forRoot({ entities: [...auditEntities, ...orchestratorEntities] }),
        RunsModule,
      ],
    }).compile();
    module.useLogger(false);
    await module.init();
    tenant = await testTenant(db);
    driver = module.get(RunDriver);
    sandboxes = module.get(Sandboxes);
    pool = module.get(InstancePool);
  });

  afterAll(async () => {
    await module.close();
    await db.drop();
    plane.close();
    rmSync(root, { recursive: true, force: true });
  });

  const query = <T>(sql: string, ...parameters: unknown[]) =>
    db.platform.transaction((em) => em.execute<T[]>(sql, parameters));
  const row = async (runId: string): Promise<RunRow> => {
    const [found] = await query<RunRow>('select * from runs where id = ?', runId);
    if (!found) throw new Error('no such run');
    return found;
  };
  const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
    for (const end = Date.now() + 20_000; Date.now() < end; await sleep(20)) {
      if (await holds()) return;
    }
    throw new Error('It did not happen within 20 s.');
  };
  const toolStarted = async (runId: string): Promise<boolean> => {
    const sql = `select 1 from run_events where run_id = ? and type = 'tool.started'`;
    return (await query(sql, runId)).length > 0;
  };
  const queued = async (input = 'Do it.', config = testAgentConfig()) => {
    const agent = await tenant.agent({ config });
    const threadId = await tenant.thread(agent.id);
    const runId = await tenant.queuedRun(agent, threadId, { input });
    await say(threadId, runId, input);
    return { agent, threadId, runId, tenantId: tenant.id };
  };
  const say = (threadId: string, runId: string, text: string) => {
    const message = { role: 'user', content: [{ type: 'text', text }] };
    return tenant.insert('messages', { threadId, runId, ...message });
  };
  /** Another run of the same thread. */
  const again = async ({ agent, threadId }: Awaited<ReturnType<typeof queued>>) => {
    const runId = await tenant.queuedRun(agent, threadId);
    await say(threadId, runId, 'And again.');
    return runId;
  };

  it('goes through model and tools to its end, under its own identity', async () => {
    plane.turns = [
      { call: 'create_file', input: { file_path: 'note.txt', file_contents: 'Hello file' } },
      { text: 'It is written.' },
    ];
    const run = await queued('Write a note.');
    await driver.drive(run);
    expect(await row(run.runId)).toMatchObject({ state: 'completed', fence: 1, attempts: 1 });

    const events = await query<{ seq: number; type: string }>(
      'select seq, type from run_events where run_id = ? order by seq',
      run.runId,
    );
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['run.state', 'message.completed', 'tool.completed', 'run.usage']),
    );
    expect(events.at(-1)?.type).toBe('run.state');

    const dir = join(root, 'workspaces', tenant.id, run.threadId);
    expect(readdirSync(dir)).toContain('note.txt');
    const verifier = new IdentityVerifier(key);
    for (const token of plane.identities) {
      expect(verifier.verify(token)).toMatchObject({
        tenantId: tenant.id,
        agentId: run.agent.id,
        agentVersionId: run.agent.versionId,
        threadId: run.threadId,
        runId: run.runId,
      });
    }
    expect(JSON.stringify(plane.requests.at(-1)?.messages)).toContain('tool_call_id');
  });

  it('removes the idle sandbox, and keeps the workspace for the next run', async () => {
    plane.turns = [
      { call: 'create_file', input: { file_path: 'kept.txt', file_contents: 'kept' } },
      { text: 'Done.' },
    ];
    const run = await queued();
    await driver.drive(run);
    expect(pool.size).toBeGreaterThan(0);
    // A sandbox leaves the pool first, then it stops, then its row says so.
    const states = async () => await query<{ state: string }>('select state from instances');
    await until(async () => (await states()).every(({ state }) => state === 'gone'));
    expect([pool.size, await sandboxes.list()]).toEqual([0, []]);
    expect(readdirSync(join(root, 'doors'))).toEqual([]);

    plane.turns = [{ call: 'read_file', input: { file_path: 'kept.txt' } }, { text: 'Read.' }];
    const next = await again(run);
    await driver.drive({ runId: next, tenantId: tenant.id });
    expect(await row(next)).toMatchObject({ state: 'completed' });
    expect(JSON.stringify(plane.requests.at(-1)?.messages.at(-1))).toContain('kept');
  });

  it('is billed for the time of its container, by its size', async () => {
    plane.turns = [{ text: 'Hello.' }];
    const run = await queued();
    const before = Date.now();
    await driver.drive(run);
    const gone = async () => {
      const sql = `select state from instances where thread_id = ?`;
      return (await query<{ state: string }>(sql, run.threadId)).every((i) => i.state === 'gone');
    };
    await until(gone);
    const lived = Date.now() - before;
    await module.get(SandboxMeter).sweep();
    const [bill] = await query<{ milli: number; operation: string; life: number }>(
      `select sum(u.quantity_milli)::int as milli, min(u.operation) as operation,
         (extract(epoch from max(i.ended_at) - min(i.started_at)) * 1000)::int as life
       from usage_events u join instances i on i.id = u.instance_id
       where u.run_id = ? and u.kind = 'sandbox'`,
      run.runId,
    );
    expect(bill).toMatchObject({ milli: bill?.life, operation: 'sandbox.1cpu-1024mb' });
    // It stayed warm for a second after its run.
    expect(bill?.milli).toBeGreaterThan(1_000);
    expect(bill?.milli).toBeLessThan(lived);
  });

  it('stops at a word, whatever it is doing', async () => {
    plane.turns = [
      { call: 'execute_command', input: { command: 'sleep 300' } },
      { text: 'Never said.' },
    ];
    const run = await queued();
    const driven = driver.drive(run);
    await until(() => toolStarted(run.runId));
    // The word alone: the database would say it at the next renewal. By itself it goes on for minutes.
    expect(driver.stop(run.runId)).toBe(true);
    await driven;
    expect(await row(run.runId)).toMatchObject({ state: 'stopped' });
  });

  it("takes the thread's next run while the sandbox of the last one is still going", async () => {
    plane.turns = [{ silence: true }];
    const run = await queued();
    const before = plane.requests.length;
    const died = driver.drive(run);
    await until(() => plane.requests.length > before);
    const [container] = (await sandboxes.list()).filter((c) => c.threadId === run.threadId);
    await sandboxes.remove(container?.containerId ?? '');
    await until(async () => (await row(run.runId)).state === 'failed');
    // It is at work until the file is there: an idle sandbox would be gone in a second.
    const wait = {
      call: 'execute_command',
      input: { command: 'until [ -e go ]; do sleep 1; done' },
    };
    plane.turns = [wait, { text: 'Here already.' }];
    const next = await again(run);
    const driven = driver.drive({ runId: next, tenantId: tenant.id });
    await until(() => toolStarted(next));
    await died;
    await module.get(Reaper).reap();
    const [warm, ...others] = (await sandboxes.list()).filter((c) => c.threadId === run.threadId);
    expect(others).toEqual([]);
    expect(await query('select state from instances where id = ?', warm?.instanceId)).toEqual([
      { state: 'busy' },
    ]);
    writeFileSync(join(root, 'workspaces', tenant.id, run.threadId, 'go'), '');
    await driven;
    expect(await row(next)).toMatchObject({ state: 'completed', detail: null });
  });

  it('stops, and takes the next run, while a sandbox is only being started', async () => {
    const started = jest.spyOn(sandboxes, 'start');
    started.mockImplementationOnce(async (spec) => {
      await sleep(3000);
      return sandboxes.start(spec);
    });
    const run = await queued();
    const stopped = driver.drive(run);
    await until(() => started.mock.calls.length > 0);
    driver.stop(run.runId);
    await until(async () => (await row(run.runId)).state === 'stopped');
    plane.turns = [{ text: 'Here already.' }];
    const next = await again(run);
    await driver.drive({ runId: next, tenantId: tenant.id });
    expect(await row(next)).toMatchObject({ state: 'completed', detail: null });
    await stopped;
    started.mockRestore();
  });

  it('starts a new sandbox while the idle one is being removed', async () => {
    plane.turns = [{ text: 'Warm.' }];
    const run = await queued();
    await driver.drive(run);
    const [warm] = (await sandboxes.list()).filter((each) => each.threadId === run.threadId);
    const remove = sandboxes.remove.bind(sandboxes);
    const removed = jest.spyOn(sandboxes, 'remove').mockImplementation(async (containerId) => {
      await sleep(1000);
      await remove(containerId);
    });
    await until(() => removed.mock.calls.some(([id]) => id === warm?.containerId));
    plane.turns = [{ text: 'Again.' }];
    const next = await again(run);
    await driver.drive({ runId: next, tenantId: tenant.id });
    expect(await row(next)).toMatchObject({ state: 'completed', detail: null });
    removed.mockRestore();
    // A row of its own: the old one's goes with the old one, and with it its socket's directory.
    const rows = await query('select id from instances where thread_id = ?', run.threadId);
    expect(rows).toHaveLength(2);
    await until(() => pool.size === 0);
  });

  it('stops a run that only waits for its model, told by the database alone', async () => {
    plane.turns = [{ silence: true }];
    const run = await queued();
    const before = plane.requests.length;
    const driven = driver.drive(run);
    await until(() => plane.requests.length > before);
    await query('update runs set stop_requested_at = now() where id = ?', run.runId);
    await driven;
    expect(await row(run.runId)).toMatchObject({ state: 'stopped' });
  });

  it('fails with a reason when its sandbox dies', async () => {
    plane.turns = [{ silence: true }];
    const run = await queued();
    const before = plane.requests.length;
    const driven = driver.drive(run);
    await until(() => plane.requests.length > before);
    const [container] = (await sandboxes.list()).filter((c) => c.threadId === run.threadId);
    await sandboxes.remove(container?.containerId ?? '');
    await driven;
    expect(await row(run.runId)).toMatchObject({ state: 'failed', reason: 'sandbox_died' });
  });

  it('ends in a limit when the workspace grows too large', async () => {
    plane.turns = [
      {
        call: 'execute_command',
        input: { command: 'dd if=/dev/zero of=big bs=1M count=20; sleep 60' },
      },
    ];
    const run = await queued();
    await driver.drive(run);
    expect(await row(run.runId)).toMatchObject({ state: 'limit', reason: 'disk' });
  });

  it('goes back to the queue on a drain, and goes on from where it was', async () => {
    plane.turns = [
      { call: 'create_file', input: { file_path: 'a.txt', file_contents: 'a' } },
      { silence: true },
    ];
    const run = await queued();
    const before = plane.requests.length;
    const driven = driver.drive(run);
    await until(() => plane.requests.length === before + 2);
    plane.turns = [{ text: 'Finished.' }];
    await driver.releaseAll();
    await driven;
    // The processor of this very module takes it up again at once, as another worker's would.
    await until(async () => (await row(run.runId)).state === 'completed');
    expect(await row(run.runId)).toMatchObject({ fence: 2, attempts: 1 });
    expect(JSON.stringify(plane.requests.at(-1)?.messages)).toContain('a.txt');
  });

  it('never has two sandboxes in one workspace, and reaps strays', async () => {
    const run = await queued();
    const stray = join(root, 'stray');
    mkdirSync(stray);
    const spec = {
      instanceId: newId(),
      threadId: run.threadId,
      workerId: newId(),
      doorDir: stray,
      workspaceDir: stray,
    };
    const first = await sandboxes.start(spec);
    plane.turns = [{ text: 'Alone.' }];
    await driver.drive(run);
    expect(await row(run.runId)).toMatchObject({ state: 'completed' });
    const left = async () => (await sandboxes.list()).map(({ containerId }) => containerId);
    // Before its run began, not at the reaper's leisure.
    expect(await left()).not.toContain(first.containerId);
    const other = await sandboxes.start({ ...spec, threadId: newId() });
    await module.get(Reaper).reap();
    expect(await left()).not.toContain(other.containerId);
  });

  it('runs as the sandbox user, whose files the host can read', async () => {
    const { uid } = sandboxUser();
    plane.turns = [
      { call: 'execute_command', input: { command: 'id -u > who.txt' } },
      { text: 'Done.' },
    ];
    const run = await queued();
    await driver.drive(run);
    const path = join(root, 'workspaces', tenant.id, run.threadId, 'who.txt');
    expect(readFileSync(path, 'utf8').trim()).toBe(String(uid));
  });
});
