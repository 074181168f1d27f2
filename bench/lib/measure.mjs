import path from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../../tools/paths.mjs';
import { cpuMicroseconds, OTHER_CORE, startNode, startOn } from './processes.mjs';

const LOAD = path.join(ROOT, 'bench', 'processes', 'load.mjs');

/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {{port?: number, socketPath?: string}} at
 * @property {Record<string, string>} [headers]
 * @property {string} [image] the load runs inside a sandbox of this image, on the door's socket
 * @property {number[]} pids whose processor time is the subject's
 * @property {number[]} [around] whose processor time is spent on its behalf
 */

/**
 * Runs the generator on the other core, and reads the subject's processor time at both ends of the
 * measured part.
 * @param {Subject} subject
 * @param {object} job
 */
export async function load({ name, at, headers, image, pids, around = [] }, job) {
  const child = image
    ? startInside(image, at.socketPath ?? '', job)
    : startNode(OTHER_CORE, [LOAD, JSON.stringify({ ...at, headers, ...job })]);
  const read = () =>
    [pids, around].map((all) => all.reduce((sum, pid) => sum + cpuMicroseconds(pid), 0));
  let [from, to] = [read(), read()];
  /** @type {any} */
  let result;
  for await (const line of createInterface({ input: /** @type {any} */ (child.stdout) })) {
    const said = JSON.parse(line);
    if (said.phase === 'measuring') from = read();
    else if (said.phase === 'measured') to = read();
    else result = said;
  }
  if (!result) throw new Error(`the load on ${name} gave no result`);
  const failed = Object.entries(result.statuses).filter(([status]) => status !== '200');
  if (failed.length > 0) throw new Error(`${name} answered ${JSON.stringify(result.statuses)}`);
  const [own = 0, others = 0] = to.map(
    (value, index) => (value - (from[index] ?? 0)) / result.count,
  );
  return { name, ...result, perSecond: result.count / result.seconds, cpu: own, cpuAround: others };
}

/**
 * The generator where Suna would be: no network, nothing but the socket.
 * @param {string} image
 * @param {string} socketPath
 * @param {object} job
 */
function startInside(image, socketPath, job) {
  const args = ['run', '--rm', '--network', 'none', '--cap-drop', 'ALL', '--read-only'];
  args.push('--security-opt', 'no-new-privileges', '--cpuset-cpus', String(OTHER_CORE));
  args.push(
    '-v',
    `${path.dirname(socketPath)}:/run/renum`,
    '-v',
    `${path.dirname(LOAD)}:/bench:ro`,
  );
  const inside = { socketPath: '/run/renum/door.sock', ...job };
  args.push('--entrypoint', 'node', image, '/bench/load.mjs', JSON.stringify(inside));
  return startOn(OTHER_CORE, 'docker', args);
}

/** The middle of several rounds, by one figure. @template T @param {T[]} rounds @param {(one: T) => number} by */
export function middle(rounds, by) {
  const sorted = [...rounds].sort((a, b) => by(a) - by(b));
  return /** @type {T} */ (sorted[Math.floor((sorted.length - 1) / 2)]);
}
