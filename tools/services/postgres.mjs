import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { run, tail } from '../command.mjs';
import { homeHash } from '../paths.mjs';
import { Problem } from '../problem.mjs';
import { postgresBinaries } from './postgres-binaries.mjs';
import { isReachable, isRoot, makePassable, serviceUser } from './system-user.mjs';

/** Locale names that every glibc has; the messages stay English so that logs can be searched. */
const LOCALE = { LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8', LC_MESSAGES: 'C' };

/**
 * @typedef {object} PostgresOptions
 * @property {string} home
 * @property {string} directory where the data should be
 * @property {number} port
 * @property {string} password the superuser's
 * @property {boolean} [disposable] for tests: nothing has to survive a power cut
 */

/**
 * The data directory: the wanted one, or a reachable one when it lies where PostgreSQL's account
 * may not go (under /root, say).
 * @param {string} home
 * @param {string} wanted
 * @param {string | undefined} remembered
 */
export function dataDirectory(home, wanted, remembered) {
  if (remembered && existsSync(remembered)) return remembered;
  if (existsSync(path.join(wanted, 'PG_VERSION'))) return wanted;
  if (!isRoot() || isReachable(home)) return wanted;
  return path.join('/var/lib/renum', homeHash(home), 'pg');
}

/** @param {string} directory */
export const isInitialised = (directory) => existsSync(path.join(directory, 'PG_VERSION'));

/**
 * @param {PostgresOptions} options
 * @param {string} initdb
 * @param {{uid: number, gid: number} | undefined} ids
 */
async function initialise(options, initdb, ids) {
  const { directory } = options;
  makePassable(path.dirname(directory));
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const passwordFile = path.join(directory, '..', `.pw-${process.pid}`);
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (ids) for (const file of [directory, passwordFile]) chownSync(file, ids.uid, ids.gid);
  try {
    const args = ['-D', directory, '-U', 'postgres', '-A', 'scram-sha-256', '-E', 'UTF8'];
    const durability = options.disposable ? ['--no-sync'] : ['--data-checksums'];
    const made = await run(initdb, [...args, `--pwfile=${passwordFile}`, ...durability], {
      ...ids,
      // initdb reads the current directory, which root's may forbid.
      cwd: directory,
      env: { PATH: process.env.PATH, ...LOCALE },
    });
    if (made.code !== 0) {
      rmSync(directory, { recursive: true, force: true });
      throw new Problem(`PostgreSQL could not set up ${directory}: ${tail(made.output, 3)}`);
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** @param {PostgresOptions} options */
function settings(options) {
  const common = {
    listen_addresses: '127.0.0.1',
    port: options.port,
    unix_socket_directories: '',
    max_connections: 200,
    password_encryption: 'scram-sha-256',
    log_line_prefix: '%m [%p] %q%u@%d ',
    // A statement may carry a secret's ciphertext or a password hash: errors are logged without it.
    log_min_error_statement: 'panic',
    timezone: 'UTC',
  };
  const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const all = options.disposable ? { ...common, ...careless } : common;
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** @param {string} url */
async function answers(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error);
  } finally {
    await client.end();
  }
}

/**
 * Makes the data directory where there is none and tells how to run the server on it.
 * @param {PostgresOptions} options
 */
export async function preparePostgres(options) {
  const { initdb, postgres } = await postgresBinaries();
  const ids = await serviceUser();
  if (!isInitialised(options.directory)) await initialise(options, initdb, ids);
  /** @type {import('../supervisor.mjs').ChildSpec} */
  const spec = {
    name: 'postgres',
    program: postgres,
    args: ['-D', options.directory, ...settings(options)],
    ...ids,
    cwd: options.directory,
    env: { PATH: process.env.PATH, ...LOCALE },
    output: 'file',
  };
  const adminUrl = `postgresql://postgres:${options.password}@127.0.0.1:${options.port}/postgres`;
  return { spec, adminUrl };
}

/**
 * Waits until the server answers.
 * @param {string} adminUrl
 * @param {string} logFile
 */
export async function waitForPostgres(adminUrl, logFile) {
  for (const deadline = Date.now() + 60_000; ;) {
    const failure = await answers(adminUrl);
    if (!failure) return;
    if (/** @type {{code?: string}} */ (failure).code === '28P01') {
      throw new Problem(
        'The database has another password than state.json says. Restore the state.json that ' +
          'belongs to this data.',
      );
    }
    if (Date.now() > deadline) {
      throw new Problem(
        `PostgreSQL did not answer within 60 s (${failure.message}). See ${logFile}.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A fast shutdown: open transactions are rolled back, everything committed is on disk. */
export const STOP_POSTGRES = /** @type {const} */ ({ signal: 'SIGINT', graceMs: 20_000 });
