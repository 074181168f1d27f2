import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, closeSync } from 'node:fs';
import { aptInstall, canApt } from '../apt.mjs';
import { exists, run, tail } from '../command.mjs';
import { Problem } from '../problem.mjs';
import { isRoot } from './system-user.mjs';

const ENGINE_LOG = '/var/log/renum-dockerd.log';
const INSTALL =
  'Docker is missing. Install it (https://docs.docker.com/get-docker/), start it, and run this ' +
  'again; or point DOCKER_HOST at an engine.';

/**
 * @typedef {object} Engine
 * @property {'ready' | 'absent' | 'stopped' | 'refused'} state
 * @property {string} [detail]
 */

/**
 * Looks at the engine that the Docker client would speak to.
 * @returns {Promise<Engine>}
 */
export async function inspectEngine() {
  const asked = await run('docker', ['version', '--format', '{{.Server.APIVersion}}'], {
    timeout: 10_000,
  });
  if (asked.code === 0) return { state: 'ready', detail: asked.stdout.trim() };
  if (asked.code === 127) return { state: 'absent' };
  const detail = tail(asked.stderr, 1);
  return { state: /permission denied/i.test(detail) ? 'refused' : 'stopped', detail };
}

/**
 * A Docker engine that answers: the one that is there, or one we install and start where we may.
 * The engine is shared by all installations of the machine and is left running.
 * @param {(text: string) => void} progress
 */
export async function ensureDocker(progress) {
  let engine = await inspectEngine();
  if (engine.state === 'ready') return;
  if (engine.state === 'refused') {
    throw new Problem(
      'Docker runs but refuses this user. Add yourself to its group (sudo usermod -aG docker ' +
        '$USER), sign in again, and start again.',
    );
  }
  if (process.env.DOCKER_HOST) {
    throw new Problem(
      engine.state === 'absent'
        ? INSTALL
        : `No Docker engine answers at DOCKER_HOST=${process.env.DOCKER_HOST}. Start it, or unset it.`,
    );
  }
  if (!(await exists('dockerd'))) {
    if (!(await canApt())) throw new Problem(engine.state === 'absent' ? INSTALL : notRunning());
    await aptInstall(['docker.io', 'iptables'], progress);
    engine = await inspectEngine();
    if (engine.state === 'ready') return;
  }
  if (!isRoot()) throw new Problem(notRunning());
  await startEngine(progress);
}

function notRunning() {
  return process.platform === 'darwin'
    ? 'Docker does not run. Open Docker Desktop and start again.'
    : 'Docker does not run. Start it (sudo systemctl start docker) and start again.';
}

/** @param {(text: string) => void} progress */
async function startEngine(progress) {
  progress('starting the engine');
  if (existsSync('/run/systemd/system')) {
    await run('systemctl', ['start', 'docker'], { timeout: 60_000 });
    if (await becomesReady(20_000)) return;
  }
  if (await launch()) return;
  // Kernels without nf_tables still have the older interface.
  if (/iptables|nf_tables|nftables/i.test(readLog()) && (await useLegacyIptables())) {
    progress('starting the engine with iptables-legacy');
    if (await launch()) return;
  }
  throw new Problem(`The Docker engine did not start: ${tail(readLog(), 1)} See ${ENGINE_LOG}.`);
}

/** Runs dockerd by ourselves, detached, for machines without systemd. */
async function launch() {
  const log = openSync(ENGINE_LOG, 'a', 0o600);
  const child = spawn('dockerd', [], { stdio: ['ignore', log, log], detached: true, cwd: '/' });
  closeSync(log);
  let ended = false;
  child.on('error', () => (ended = true));
  child.on('exit', () => (ended = true));
  child.unref();
  return becomesReady(30_000, () => ended);
}

/** @param {number} timeoutMs @param {() => boolean} [isOver] */
async function becomesReady(timeoutMs, isOver = () => false) {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline;) {
    if ((await inspectEngine()).state === 'ready') return true;
    // Another installation's start may have been quicker: then ours ends and theirs answers.
    if (isOver()) return (await inspectEngine()).state === 'ready';
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return false;
}

function readLog() {
  return existsSync(ENGINE_LOG) ? readFileSync(ENGINE_LOG, 'utf8').slice(-4000) : '';
}

async function useLegacyIptables() {
  const names = ['iptables', 'ip6tables'];
  const set = (/** @type {string} */ name) =>
    run('update-alternatives', ['--set', name, `/usr/sbin/${name}-legacy`]);
  const results = await Promise.all(names.map(set));
  return results[0]?.code === 0;
}

/**
 * The sandbox containers of an installation that exist now.
 * @param {string} installationId
 * @returns {Promise<string[]>}
 */
export async function sandboxContainers(installationId) {
  const filter = `label=renum.installation=${installationId}`;
  const listed = await run('docker', ['ps', '-aq', '--no-trunc', '--filter', filter], {
    timeout: 10_000,
  });
  return listed.stdout.split('\n').filter(Boolean);
}

/**
 * Removes the sandboxes of an installation. Their work is safe: it lies in the thread's workspace.
 * @param {string} installationId
 */
export async function removeSandboxes(installationId) {
  const ids = await sandboxContainers(installationId);
  if (ids.length > 0) await run('docker', ['rm', '-f', ...ids], { timeout: 60_000 });
  return ids.length;
}
