import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { Problem } from './problem.mjs';
import { isInitialised } from './services/postgres.mjs';

/**
 * The root key: the person's own, or one made before the database is, so that a start that is
 * called off in between can be repeated.
 * @param {string} file
 * @param {string} database the data directory whose secrets it opens
 * @returns {string} the key's file
 */
export function ensureRootKey(file, database) {
  if (process.env.ROOT_KEY_FILE) return process.env.ROOT_KEY_FILE;
  if (existsSync(file)) return file;
  if (isInitialised(database)) {
    throw new Problem(
      `${file} is missing, and the secrets in the database cannot be read without it. ` +
        'Restore it from your backup.',
    );
  }
  writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  return file;
}
