import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Problem } from './problem.mjs';

/**
 * What an installation remembers between two starts. It holds passwords: mode 0600.
 * @typedef {object} State
 * @property {1} version
 * @property {string} installationId
 * @property {Record<string, number>} ports
 * @property {Record<string, string>} passwords
 * @property {string} dataPlaneKey
 * @property {string} [postgresDirectory] where the data is, when it could not be in the home
 * @property {Record<string, import('./processes.mjs').ProcessIdentity>} processes
 * @property {{control: string, data: string} | undefined} [urls]
 * @property {string} [redisContainer]
 */

const PASSWORDS = ['postgres', 'owner', 'app', 'platform', 'redis', 'demoOwner', 'operator'];

/** Letters and digits only: it goes into URLs, SQL, configuration files and people's fingers. */
function password() {
  return randomBytes(36)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 24);
}

/**
 * @param {string} file
 * @returns {State | undefined}
 */
export function readState(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(`${file} is damaged. Restore it, or remove its folder to begin anew.`, {
      cause: error,
    });
  }
}

/**
 * @param {string} file
 * @param {State} state
 */
export function writeState(file, state) {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o755 });
  // Written beside and renamed: a crash in between leaves the old state whole.
  const fresh = `${file}.${process.pid}.tmp`;
  writeFileSync(fresh, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, file);
}

/**
 * The state of an installation, made at its first start and completed by later versions.
 * @param {string} file
 * @returns {State}
 */
export function loadState(file) {
  const known = readState(file);
  /** @type {State} */
  const state = {
    version: 1,
    installationId: known?.installationId ?? randomBytes(8).toString('hex'),
    dataPlaneKey: known?.dataPlaneKey ?? randomBytes(32).toString('base64'),
    ports: known?.ports ?? {},
    passwords: { ...known?.passwords },
    processes: known?.processes ?? {},
    ...(known?.postgresDirectory ? { postgresDirectory: known.postgresDirectory } : {}),
    ...(known?.redisContainer ? { redisContainer: known.redisContainer } : {}),
    ...(known?.urls ? { urls: known.urls } : {}),
  };
  for (const name of PASSWORDS) state.passwords[name] ??= password();
  writeState(file, state);
  return state;
}
