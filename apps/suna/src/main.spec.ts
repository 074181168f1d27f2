import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeDoor } from './testing/fake-door';
import { aRunStart } from './testing/fixtures';
import { aLongSleep, gone } from './testing/running';
import { StandinProcess } from './testing/standin-process';

// The bundle as the container runs it: one file, an empty environment, its own process.
const MAIN = join(__dirname, '../../../dist/apps/suna/main.mjs');

let standin: StandinProcess;
let door: FakeDoor;
let workspace: string;
let suna: ChildProcess;

beforeEach(async () => {
  if (!existsSync(MAIN)) throw new Error('Build it first: nx build suna');
  standin = await StandinProcess.start(5);
  door = await FakeDoor.open(standin.url);
  workspace = await mkdtemp(join(tmpdir(), 'suna-main-'));
  suna = spawn(process.execPath, [MAIN], {
    env: { RENUM_DOOR: door.socketPath, RENUM_WORKSPACE: workspace },
    cwd: workspace,
    stdio: 'ignore',
  });
  await door.until(() => door.connections > 0);
});
afterEach(async () => {
  suna.kill('SIGKILL');
  await door.close();
  await standin.stop();
  await rm(workspace, { recursive: true, force: true });
});

const exitCode = (): Promise<number | null> =>
  suna.exitCode === null
    ? new Promise((resolve) => suna.once('exit', (code) => resolve(code)))
    : Promise.resolve(suna.exitCode);

it('does the main job in one self-contained file', async () => {
  door.send(aRunStart('Find three facts about row level security and write them to report.md'));
  expect(await door.outcome()).toMatchObject({ state: 'completed' });
});

it('ends at once on SIGTERM, with its commands and without a word about the run', async () => {
  const nap = aLongSleep(740);
  door.send(aRunStart(`run the command \`${nap}\``));
  await door.until(() => door.find('tool.started').length > 0);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const asked = Date.now();
  suna.kill('SIGTERM');
  expect(await exitCode()).toBe(0);
  expect(Date.now() - asked).toBeLessThan(30_000);
  expect(door.find('run.outcome')).toHaveLength(0);
  await gone(nap);
});

it('takes its next run after the worker was away', async () => {
  door.dropStreams();
  await door.until(() => door.connections > 1);
  door.send(aRunStart('hello'));
  expect(await door.outcome()).toMatchObject({ state: 'completed' });
});
