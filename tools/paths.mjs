import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this file belongs to. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Where one installation keeps everything it writes. `RENUM_HOME` lets several live side by side. */
export function homeDirectory(env = process.env) {
  return env.RENUM_HOME ? path.resolve(env.RENUM_HOME) : path.join(ROOT, '.renum');
}

/** @param {string} home */
export function homeHash(home) {
  return createHash('sha256').update(home).digest('hex').slice(0, 8);
}

/**
 * Where the doors' sockets lie. A Unix socket's path has room for 107 bytes, so they cannot live
 * under a long home; and what lies in the temporary folder may be swept away while in use.
 * @param {string} home
 */
function doorsDirectory(home) {
  const root = process.platform === 'linux' && process.getuid?.() === 0;
  const temporary = tmpdir().length <= 24 ? tmpdir() : '/tmp';
  return path.join(root ? '/run' : temporary, `renum-${homeHash(home)}`);
}

/** @param {string} home */
export function layout(home) {
  return {
    home,
    state: path.join(home, 'state.json'),
    lock: path.join(home, 'supervisor.lock'),
    logs: path.join(home, 'logs'),
    postgres: path.join(home, 'pg'),
    redis: path.join(home, 'redis'),
    rootKey: path.join(home, 'root.key'),
    workspaces: path.join(home, 'workspaces'),
    doors: doorsDirectory(home),
  };
}

/** @typedef {ReturnType<typeof layout>} Layout */

/** Bundles built elsewhere, when the environment names their folder; nothing is built then. */
export const PREBUILT = process.env.RENUM_DIST ? path.resolve(process.env.RENUM_DIST) : undefined;

/**
 * A built bundle.
 * @param {string} app
 * @param {string} [file]
 */
export function bundle(app, file = 'main.mjs') {
  return path.join(PREBUILT ?? path.join(ROOT, 'dist', 'apps'), app, file);
}

/** The Node binary that npm installed for this machine, or the one we run on. */
export function nodeBinary() {
  const packaged = path.join(
    ROOT,
    'node_modules',
    `node-${process.platform}-${process.arch}`,
    'bin',
    'node',
  );
  return existsSync(packaged) ? packaged : process.execPath;
}
