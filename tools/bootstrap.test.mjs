/** The bootstrap as a person meets it, on real services, with small stand-ins for the apps. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { run } from './command.mjs';
import { ROOT } from './paths.mjs';
import { pickPort } from './ports.mjs';
import { identify } from './processes.mjs';
import { readState } from './state.mjs';

const home = mkdtempSync(path.join(tmpdir(), 'renum-boot-'));
/** @type {NodeJS.ProcessEnv} */
let env;

/** @param {string} name @param {string[]} args */
const tool = (name, ...args) =>
  run(process.execPath, [path.join(ROOT, 'tools', `${name}.mjs`), ...args], {
    env,
    timeout: 90_000,
  });

const status = async () => JSON.parse((await tool('status', '--json')).stdout);

/** Starts and waits for the banner. */
async function start() {
  const child = spawn(process.execPath, [path.join(ROOT, 'tools', 'start.mjs')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  await new Promise((resolve, reject) => {
    const take = (/** @type {string} */ text) => {
      output += text;
      if (output.includes('Ctrl-C stops everything')) resolve(undefined);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('exit', () => reject(new Error(`ended early:\n${output}`)));
  });
  return { child, output: () => output, ended: new Promise((done) => child.on('exit', done)) };
}

/** @param {() => Promise<boolean>} condition @param {number} timeoutMs */
async function eventually(condition, timeoutMs) {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline;) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail('it never came to pass');
}

/** Dead and not yet buried (a zombie) counts as dead. */
const alive = (/** @type {number} */ pid) => identify(pid).started !== '';

before(async () => {
  // PostgreSQL's account walks through it.
  chmodSync(home, 0o711);
  const foreign = /^(DATABASE_|REDIS_URL$|PUBLIC_URL$|HOST$|ROOT_KEY_FILE$)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const RENUM_DIST = path.join(ROOT, 'tools', 'fixtures', 'apps');
  env = {
    ...Object.fromEntries(kept),
    RENUM_HOME: home,
    RENUM_DIST,
    PORT: String(await pickPort(undefined)),
  };
});

after(async () => {
  await tool('stop');
  rmSync(home, { recursive: true, force: true });
});

test('a taken port is one line that names the way out', async () => {
  const server = net.createServer().listen(Number(env.PORT), '127.0.0.1');
  const refused = await tool('start');
  await new Promise((resolve) => server.close(resolve));
  assert.equal(refused.code, 1);
  assert.match(refused.output.trim(), /^Port \d+ is taken .*PORT=\d+ npm start\.$/);
});

test('it starts, tells what runs, restarts what dies, and stops in order', async (t) => {
  const first = await start();
  const now = await status();
  assert.equal(now.running, true);
  assert.deepEqual(Object.keys(now.pids).sort(), [
    'api',
    'postgres',
    'redis',
    'standin',
    'supervisor',
    'worker',
  ]);
  assert.equal(statSync(path.join(home, 'state.json')).mode & 0o777, 0o600);
  assert.equal(statSync(path.join(home, 'root.key')).mode & 0o777, 0o600);

  await t.test('passwords are in nobody’s argument list', async () => {
    const state = readState(path.join(home, 'state.json'));
    const { stdout } = await run('ps', ['-eo', 'args']);
    for (const secret of Object.values(state?.passwords ?? {})) {
      assert.ok(!stdout.includes(secret));
    }
  });

  await t.test('the app roles own nothing and cannot make anything', async () => {
    const state = readState(path.join(home, 'state.json'));
    const connectionString = `postgresql://renum_app:${state?.passwords.app}@127.0.0.1:${state?.ports.postgres}/renum`;
    const client = new pg.Client({ connectionString });
    await client.connect();
    await assert.rejects(client.query('create table intruder (id int)'), /permission denied/);
    await client.end();
  });

  await t.test('a second start on the same home is refused', async () => {
    const second = await tool('start');
    assert.equal(second.code, 1);
    assert.match(second.output, /already runs from .* npm stop/);
  });

  for (const name of ['api', 'worker', 'standin', 'redis', 'postgres']) {
    await t.test(`${name} is begun again a moment after its end`, async () => {
      const old = (await status()).pids[name];
      process.kill(old, 'SIGKILL');
      await eventually(async () => {
        const pid = (await status()).pids[name];
        return pid !== undefined && pid !== old;
      }, 30_000);
      assert.match(first.output(), new RegExp(`${name} ended .*; again in 0\\.25 s`));
    });
  }

  const { pids } = await status();
  const stopped = await tool('stop');
  assert.equal(stopped.code, 0, stopped.output);
  for (const pid of Object.values(pids)) assert.equal(alive(Number(pid)), false);
  assert.equal((await status()).running, false);
  assert.equal(await first.ended, 0);
});

test('a killed supervisor leaves nothing that the next start does not clear', async () => {
  const first = await start();
  const before = await status();
  first.child.kill('SIGKILL');
  await first.ended;
  assert.equal((await status()).running, false);

  const second = await start();
  const now = await status();
  assert.equal(now.running, true);
  assert.equal(now.installationId, before.installationId);
  assert.deepEqual(now.signIns, before.signIns);
  for (const [name, pid] of Object.entries(before.pids)) {
    assert.notEqual(now.pids[name], pid);
    assert.equal(alive(Number(pid)), false, `${name} still lives`);
  }
  // As the terminal and run.cjs do it together: two signals for one key press.
  second.child.kill('SIGINT');
  second.child.kill('SIGINT');
  assert.equal(await second.ended, 0);
  const pids = Object.values(now.pids).map(Number);
  assert.deepEqual(pids.filter(alive), []);
});

test('warnings reach the console, the rest only the log', async () => {
  const first = await start();
  assert.match(first.output(), /api: WARN a warning from the api/);
  assert.match(readFileSync(path.join(home, 'logs', 'migrate.log'), 'utf8'), /migrated/);
  first.child.kill('SIGTERM');
  assert.equal(await first.ended, 0);
});

test('a lost root key is refused while the database holds secrets', async () => {
  rmSync(path.join(home, 'root.key'));
  const refused = await tool('start');
  assert.equal(refused.code, 1);
  assert.match(refused.output, /root\.key is missing.*backup/);
});
