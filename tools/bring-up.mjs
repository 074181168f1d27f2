import { appendFileSync } from 'node:fs';
import { build } from './build.mjs';
import { run } from './command.mjs';
import { step } from './console.mjs';
import { appEnvironment, appSpec, ensureFolders } from './environment.mjs';
import { ownerEnvironment } from './environment.mjs';
import { ensureSandboxImage } from './image.mjs';
import { lastLines } from './logs.mjs';
import { bundle, nodeBinary, PREBUILT, ROOT } from './paths.mjs';
import { Problem } from './problem.mjs';
import { waitUntilReady } from './ready.mjs';
import { ensureRootKey } from './root-key.mjs';
import { ensureDocker } from './services/docker.mjs';
import { standinSpec } from './services/standin.mjs';
import { bringUpDatabase, bringUpPostgres, bringUpRedis } from './stack.mjs';
import { externalDatabase, portFor, postgresDirectory, save } from './stack.mjs';

/**
 * @typedef {object} Address
 * @property {number} port
 * @property {string} host
 */

/**
 * Brings an installation up from nothing: build, services, data, apps.
 * @param {import('./stack.mjs').Installation} installation
 * @param {Address} address
 */
export async function bringUp(installation, { port, host }) {
  const { paths, state, supervisor } = installation;
  if (!PREBUILT) await step('Build', build);
  await step('Docker', ensureDocker);
  const sandboxImage = await step('Sandbox image', ensureSandboxImage);
  const rootKeyFile = ensureRootKey(paths.rootKey, postgresDirectory(installation));
  const database = await step('PostgreSQL', () => openDatabase(installation));
  const redisUrl = await step('Redis', (say) => openRedis(installation, say));

  ensureFolders(paths);
  const ports = {
    control: port,
    data: await portFor(installation, 'data', port + 1),
    standin: await portFor(installation, 'standin'),
  };
  const closedPorts = [port, ports.data, state.ports.postgres, state.ports.redis].filter(
    (number) => number !== undefined,
  );
  const wiring = { paths, state, database, redisUrl, rootKeyFile, sandboxImage };
  const complete = { ...wiring, host, ports, closedPorts };

  const owner = ownerEnvironment(complete);
  await step('Migrations', () => runOnce('migrate', owner, supervisor));
  await step('Demo data', () => runOnce('seed', owner, supervisor));

  const env = appEnvironment(complete);
  const local = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
  await step('Renum', async (progress) => {
    supervisor.start(standinSpec(ports.standin));
    supervisor.start(appSpec('api', env));
    supervisor.start(appSpec('worker', env));
    await waitUntilReady(local, supervisor, progress);
  });
  state.urls = { control: env.PUBLIC_URL ?? local, data: `http://127.0.0.1:${ports.data}` };
  save(installation);
}

/** @param {import('./stack.mjs').Installation} installation */
async function openDatabase(installation) {
  const external = externalDatabase(process.env);
  if (external) return external;
  const adminUrl = process.env.DATABASE_ADMIN_URL || (await bringUpPostgres(installation));
  return bringUpDatabase(installation, adminUrl);
}

/** @param {import('./stack.mjs').Installation} installation @param {(text: string) => void} progress */
async function openRedis(installation, progress) {
  return process.env.REDIS_URL || bringUpRedis(installation, progress);
}

/**
 * Runs one of the api's commands to its end, logged like everything else.
 * @param {'migrate' | 'seed'} name
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./supervisor.mjs').Supervisor} supervisor
 */
async function runOnce(name, env, supervisor) {
  const log = supervisor.logFile(name);
  const args = ['--enable-source-maps', bundle('api', `${name}.mjs`)];
  const done = await run(nodeBinary(), args, { env, cwd: ROOT });
  appendFileSync(log, done.output, { mode: 0o600 });
  if (done.code !== 0) {
    throw new Problem(`${name} failed. The end of ${log}:\n${lastLines(log, 12)}`);
  }
}
