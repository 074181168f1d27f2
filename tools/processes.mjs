import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process that can be told apart from a later one with the same number.
 * @typedef {{pid: number, started: string}} ProcessIdentity
 */

/**
 * When a process began, in a form that never changes while it lives. Empty when there is none.
 * @param {number} pid
 */
function startOf(pid) {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name (field 2) may hold spaces and brackets: count from its closing bracket.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z') return '';
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`;
    } catch (error) {
      if (['ENOENT', 'ESRCH'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) {
        return '';
      }
      throw error;
    }
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch (error) {
    // ps answers 1 for a number that no process has.
    if (/** @type {{status?: number}} */ (error).status === 1) return '';
    throw error;
  }
}

/**
 * @param {number} pid
 * @returns {ProcessIdentity}
 */
export function identify(pid) {
  return { pid, started: startOf(pid) };
}

/**
 * Whether that very process still lives; another that got its number does not count.
 * @param {ProcessIdentity | undefined} identity
 */
export function isAlive(identity) {
  return Boolean(identity?.started) && startOf(identity?.pid ?? 0) === identity?.started;
}

/**
 * @param {ProcessIdentity} identity
 * @param {NodeJS.Signals} signal
 */
export function signal(identity, signal) {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/**
 * @param {ProcessIdentity} identity
 * @param {number} timeoutMs
 * @returns {Promise<boolean>} whether it ended in time
 */
export async function waitForEnd(identity, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(identity)) {
    if (Date.now() >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

/**
 * Asks a process to end, and ends it when it does not listen.
 * @param {ProcessIdentity | undefined} identity
 * @param {{signal?: NodeJS.Signals, graceMs?: number}} [options]
 */
export async function terminate(identity, options = {}) {
  if (!identity || !isAlive(identity)) return;
  signal(identity, options.signal ?? 'SIGTERM');
  if (await waitForEnd(identity, options.graceMs ?? 10_000)) return;
  signal(identity, 'SIGKILL');
  await waitForEnd(identity, 5_000);
}
