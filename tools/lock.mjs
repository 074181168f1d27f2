import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identify, isAlive } from './processes.mjs';

/**
 * Takes the one seat of an installation's supervisor, or tells who sits there.
 * @param {string} file
 * @returns {import('./processes.mjs').ProcessIdentity | undefined} the living holder, if not us
 */
export function takeLock(file) {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o755 });
  // Written whole and then linked: a lock file never exists half written.
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(mine, file);
        return undefined;
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
      }
      const holder = lockHolder(file);
      if (holder) return holder;
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Who holds the lock now; a dead holder holds nothing.
 * @param {string} file
 * @returns {import('./processes.mjs').ProcessIdentity | undefined}
 */
export function lockHolder(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
  const holder = JSON.parse(text);
  return isAlive(holder) ? holder : undefined;
}

/** @param {string} file */
export function releaseLock(file) {
  if (lockHolder(file)?.pid === process.pid) rmSync(file, { force: true });
}
