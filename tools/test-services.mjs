import { spawn } from 'node:child_process';
import { chmodSync, closeSync, cpSync, existsSync, mkdirSync } from 'node:fs';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { run } from './command.mjs';
import { step } from './console.mjs';
import { ensureSandboxImage } from './image.mjs';
import { openInstallation } from './installation.mjs';
import { lastLines } from './logs.mjs';
import { ROOT } from './paths.mjs';
import { pickPort } from './ports.mjs';
import { Problem } from './problem.mjs';
import { ensureDocker } from './services/docker.mjs';
import { shutDown } from './shutdown.mjs';
import { bringUpPostgres, bringUpRedis } from './stack.mjs';

/** A first start has an image to make, on a machine that may be small. */
const START_TIMEOUT_MS = 300_000;

/**
 * @typedef {object} Services
 * @property {NodeJS.ProcessEnv} env
 * @property {(keepLogs: boolean) => Promise<void>} stop
 */

/**
 * A home that goes when the tests do. Open to walk through, so that PostgreSQL's account can reach
 * its data inside.
 * @param {string} kind
 */
function throwAwayHome(kind) {
  const home = mkdtempSync(path.join(tmpdir(), `renum-${kind}-`));
  chmodSync(home, 0o711);
  return home;
}

/**
 * Removes a home; after a failure its logs are what a person needs.
 * @param {string} home
 * @param {boolean} keepLogs
 */
function throwAway(home, keepLogs) {
  if (keepLogs && existsSync(path.join(home, 'logs'))) {
    const kept = path.join(ROOT, 'tmp', 'test-logs', path.basename(home));
    cpSync(path.join(home, 'logs'), kept, { recursive: true });
    console.log(`  The logs of the failed run are in ${kept}`);
  }
  rmSync(home, { recursive: true, force: true });
}

/**
 * Real services in a throw-away home, for unit and integration tests.
 * @returns {Promise<Services>}
 */
export async function startTestServices() {
  const home = throwAwayHome('test');
  const installation = openInstallation(home, { disposable: true });
  const stop = async (/** @type {boolean} */ keepLogs) => {
    await shutDown(installation);
    throwAway(home, keepLogs);
  };
  try {
    const admin = await step('PostgreSQL', () => bringUpPostgres(installation));
    const redis = await step('Redis', (say) => bringUpRedis(installation, say));
    await step('Docker', ensureDocker);
    await step('Sandbox runtime', (say) => build(say, ['suna']));
    const image = await step('Sandbox image', ensureSandboxImage);
    const env = {
      TEST_DATABASE_ADMIN_URL: admin,
      TEST_REDIS_URL: redis,
      TEST_SANDBOX_IMAGE: image,
    };
    return { env, stop };
  } catch (error) {
    await stop(true);
    throw error;
  }
}

/**
 * A whole installation by `npm start`'s own way, for the end-to-end tests.
 * @param {NodeJS.ProcessEnv} extra
 * @returns {Promise<Services>}
 */
export function startWholeRenum(extra) {
  return step('npm start', () => wholeRenum(extra));
}

/** @param {NodeJS.ProcessEnv} extra @returns {Promise<Services>} */
async function wholeRenum(extra) {
  const home = throwAwayHome('e2e');
  const port = await pickPort(undefined);
  const env = { ...process.env, ...extra, RENUM_HOME: home, PORT: String(port) };
  for (const name of ['DATABASE_ADMIN_URL', 'REDIS_URL', 'PUBLIC_URL', 'HOST']) {
    delete (/** @type {NodeJS.ProcessEnv} */ (env)[name]);
  }
  const tool = (/** @type {string} */ name) => path.join(ROOT, 'tools', `${name}.mjs`);
  // Its warnings are the tests' doing (they kill its worker): to a file, not between the results.
  const log = path.join(home, 'logs', 'start.log');
  mkdirSync(path.dirname(log), { recursive: true, mode: 0o700 });
  const output = openSync(log, 'a', 0o600);
  const stdio = /** @type {const} */ (['ignore', output, output]);
  const child = spawn(process.execPath, [tool('start')], {
    env,
    stdio: [...stdio],
    detached: true,
  });
  closeSync(output);
  let over = false;
  child.on('exit', () => (over = true));
  const stop = async (/** @type {boolean} */ keepLogs) => {
    await run(process.execPath, [tool('stop')], { env });
    throwAway(home, keepLogs);
  };
  for (const deadline = Date.now() + START_TIMEOUT_MS; ;) {
    const asked = await run(process.execPath, [tool('status'), '--json'], { env });
    const now = asked.code === 0 ? JSON.parse(asked.stdout) : {};
    if (now.running) return { env: { RENUM_HOME: home, PORT: env.PORT, E2E_URL: now.url }, stop };
    if (over || Date.now() > deadline) {
      console.log(lastLines(log, 40));
      await stop(true);
      throw new Problem('Renum did not start for the end-to-end tests; see above.');
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
