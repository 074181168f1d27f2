import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { isFree } from './ports.mjs';
import { Problem } from './problem.mjs';

const GIB = 2 ** 30;
/** A first start makes images, a database and the bundles; later ones only add to them. */
const NEEDED_AT_FIRST = 3 * GIB;
const NEEDED_LATER = GIB / 2;

export const DEFAULT_PORT = 3000;

/**
 * The port asked for.
 * @param {string | undefined} text
 */
export function parsePort(text) {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Problem(`PORT=${text} is no port. Give a number from 1 to 65535.`);
}

export function checkPlatform(platform = process.platform) {
  if (platform === 'linux' || platform === 'darwin') return;
  throw new Problem(`Renum does not run on ${platform}. On Windows, use WSL 2.`);
}

/**
 * Makes the home, or says why it cannot be used.
 * @param {string} home
 */
export function checkHome(home) {
  try {
    mkdirSync(home, { recursive: true, mode: 0o755 });
    accessSync(home, constants.W_OK);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Problem(
      `Cannot write to ${home} (${code}). Choose another directory: RENUM_HOME=<path> npm start.`,
      { cause: error },
    );
  }
}

/**
 * @param {string} home
 * @param {string} stateFile its presence tells a later start from the first
 * @param {(path: string) => {bavail: number, bsize: number}} [statfs]
 */
export function checkDisk(home, stateFile, statfs = statfsSync) {
  const { bavail, bsize } = statfs(home);
  const [free, needed] = [bavail * bsize, existsSync(stateFile) ? NEEDED_LATER : NEEDED_AT_FIRST];
  if (free >= needed) return;
  const show = (/** @type {number} */ bytes) => `${(bytes / GIB).toFixed(1)} GiB`;
  throw new Problem(
    `Only ${show(free)} are free at ${home} and ${show(needed)} are needed. Free some space, or ` +
      'choose another disk: RENUM_HOME=<path> npm start.',
  );
}

/**
 * @param {number} port
 * @param {string} host
 */
export async function checkPort(port, host) {
  let free;
  try {
    free = await isFree(port, host);
  } catch (error) {
    throw new Problem(`HOST=${host} is no address of this machine.`, { cause: error });
  }
  if (free) return;
  throw new Problem(
    port < 1024
      ? `Port ${port} is taken, or reserved for root. Choose another: PORT=3100 npm start.`
      : `Port ${port} is taken by another program. Stop it, or choose another port: ` +
          `PORT=${port + 100} npm start.`,
  );
}
