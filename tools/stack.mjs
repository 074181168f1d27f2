import { pickPort } from './ports.mjs';
import { Problem } from './problem.mjs';
import { writeState } from './state.mjs';
import { dataDirectory } from './services/postgres.mjs';
import { preparePostgres, STOP_POSTGRES, waitForPostgres } from './services/postgres.mjs';
import { findRedis, prepareRedis, removeContainer, waitForRedis } from './services/redis.mjs';
import { ensureDatabase } from './services/roles.mjs';

/**
 * One installation while it is brought up.
 * @typedef {object} Installation
 * @property {import('./paths.mjs').Layout} paths
 * @property {import('./state.mjs').State} state
 * @property {import('./supervisor.mjs').Supervisor} supervisor
 * @property {boolean} disposable its data need not survive
 */

/** @typedef {{ownerUrl: string, appUrl: string, platformUrl: string}} DatabaseUrls */

/** @param {Installation} installation */
export function save({ paths, state }) {
  writeState(paths.state, state);
}

/**
 * A port of this installation: the one it had, or another when somebody took that.
 * @param {Installation} installation
 * @param {string} name
 * @param {number} [preferred]
 */
export async function portFor(installation, name, preferred) {
  const { ports } = installation.state;
  const others = Object.entries(ports).filter(([other]) => other !== name);
  const reserved = new Set(others.map(([, port]) => port));
  ports[name] = await pickPort(ports[name] ?? preferred, reserved);
  save(installation);
  return ports[name];
}

/**
 * The URLs of a database of the person's own, when the environment names one.
 * @param {NodeJS.ProcessEnv} env
 * @returns {DatabaseUrls | undefined}
 */
export function externalDatabase(env) {
  const names = /** @type {const} */ ([
    ['DATABASE_OWNER_URL', 'ownerUrl'],
    ['DATABASE_URL', 'appUrl'],
    ['DATABASE_PLATFORM_URL', 'platformUrl'],
  ]);
  const missing = names.filter(([variable]) => !env[variable]).map(([variable]) => variable);
  if (missing.length === names.length) return undefined;
  if (missing.length > 0) {
    throw new Problem(
      `A database of your own needs DATABASE_OWNER_URL, DATABASE_URL and DATABASE_PLATFORM_URL: ` +
        `${missing.join(' and ')} missing. Or set DATABASE_ADMIN_URL alone, and the roles are made.`,
    );
  }
  return /** @type {DatabaseUrls} */ (
    Object.fromEntries(names.map(([variable, key]) => [key, env[variable]]))
  );
}

/**
 * Where the database of an installation is, or will be.
 * @param {Installation} installation
 */
export function postgresDirectory({ paths, state }) {
  state.postgresDirectory = dataDirectory(paths.home, paths.postgres, state.postgresDirectory);
  return state.postgresDirectory;
}

/**
 * PostgreSQL up and answering.
 * @param {Installation} installation
 * @returns {Promise<string>} the superuser's URL
 */
export async function bringUpPostgres(installation) {
  const { paths, state, supervisor, disposable } = installation;
  const directory = postgresDirectory(installation);
  const port = await portFor(installation, 'postgres');
  const { home } = paths;
  const password = state.passwords.postgres ?? '';
  const prepared = await preparePostgres({ home, directory, port, password, disposable });
  supervisor.start(prepared.spec);
  await waitForPostgres(prepared.adminUrl, supervisor.logFile('postgres'));
  return prepared.adminUrl;
}

/**
 * The roles and the database of the installation.
 * @param {Installation} installation
 * @param {string} adminUrl
 * @returns {Promise<DatabaseUrls>}
 */
export function bringUpDatabase({ state }, adminUrl) {
  const { owner = '', app = '', platform = '' } = state.passwords;
  const database = 'renum';
  return ensureDatabase(adminUrl, { database, passwords: { owner, app, platform } });
}

/**
 * Redis up and answering.
 * @param {Installation} installation
 * @param {(text: string) => void} progress
 * @returns {Promise<string>} its URL
 */
export async function bringUpRedis(installation, progress) {
  const { paths, state, supervisor, disposable } = installation;
  const found = await findRedis(progress);
  const port = await portFor(installation, 'redis');
  const { installationId } = state;
  const password = state.passwords.redis ?? '';
  const options = { directory: paths.redis, port, password, installationId, disposable };
  const prepared = await prepareRedis(options, found);
  if (prepared.container) state.redisContainer = prepared.container;
  if (prepared.spec) supervisor.start(prepared.spec);
  await waitForRedis(options, supervisor.logFile('redis'));
  return prepared.url;
}

/**
 * The services down, last of all; what is committed is on disk.
 * @param {Installation} installation
 */
export async function takeDownServices({ state, supervisor }) {
  await supervisor.stop('redis', { graceMs: 10_000 });
  if (state.redisContainer) await removeContainer(state.redisContainer);
  delete state.redisContainer;
  await supervisor.stop('postgres', STOP_POSTGRES);
}
