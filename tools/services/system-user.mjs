import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { run, tail } from '../command.mjs';
import { Problem } from '../problem.mjs';

const NAME = 'renum';

/** @typedef {{uid: number, gid: number}} Ids */

export const isRoot = () => process.getuid?.() === 0;

/** @returns {Promise<Ids | undefined>} */
async function lookUp() {
  const [uid, gid] = await Promise.all([run('id', ['-u', NAME]), run('id', ['-g', NAME])]);
  if (uid.code !== 0 || gid.code !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/**
 * PostgreSQL refuses to run as root, so root lends it an account of its own that owns nothing else.
 * @returns {Promise<Ids | undefined>} nothing when we are not root and run things as ourselves
 */
export async function serviceUser() {
  if (!isRoot()) return undefined;
  const known = await lookUp();
  if (known) return known;
  const shell = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin'];
  const made = await run('useradd', [...shell, NAME]);
  const ids = await lookUp();
  if (ids) return ids;
  throw new Problem(
    `PostgreSQL does not run as root and the system user "${NAME}" could not be made ` +
      `(${tail(made.stderr, 1)}). Create it, or start as an ordinary user.`,
  );
}

/**
 * Whether that user can enter a directory and all above it. A directory that does not exist yet
 * will be made by us, so only those that are there count.
 * @param {string} directory
 */
export function isReachable(directory) {
  for (let at = path.resolve(directory); ; at = path.dirname(at)) {
    const found = statSync(at, { throwIfNoEntry: false });
    if (found && (found.mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/**
 * Makes a directory that others may walk through but not list.
 * @param {string} directory
 */
export function makePassable(directory) {
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  accessSync(directory, constants.W_OK);
}
