import pg from 'pg';

/** The three roles and the database; what each may do is the migrations' business. */
export const ROLES = /** @type {const} */ ({
  owner: 'renum_owner',
  app: 'renum_app',
  platform: 'renum_platform',
});

/**
 * @typedef {object} RoleOptions
 * @property {string} database
 * @property {{owner: string, app: string, platform: string}} passwords
 */

// Roles belong to the whole cluster: two test files at once would trip over each other.
const LOCK = 'select pg_advisory_lock(7230154)';
const UNLOCK = 'select pg_advisory_unlock(7230154)';

const POWERLESS = 'nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit';

/**
 * @param {import('pg').Client} client
 * @param {string} role
 * @param {string} password
 */
async function ensureRole(client, role, password) {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  const verb = rowCount ? 'alter' : 'create';
  await client.query(
    `${verb} role ${pg.escapeIdentifier(role)} login ${POWERLESS} ` +
      `password ${pg.escapeLiteral(password)}`,
  );
}

/**
 * @param {string} url
 * @param {string} database
 */
function toDatabase(url, database) {
  const target = new URL(url);
  target.pathname = `/${encodeURIComponent(database)}`;
  return target;
}

/**
 * Makes the roles and the database, or brings those that are there in line. Safe to repeat.
 * @param {string} adminUrl a superuser's URL
 * @param {RoleOptions} options
 * @returns {Promise<{ownerUrl: string, appUrl: string, platformUrl: string}>}
 */
export async function ensureDatabase(adminUrl, { database, passwords }) {
  const name = pg.escapeIdentifier(database);
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(LOCK);
    for (const key of /** @type {const} */ (['owner', 'app', 'platform'])) {
      await ensureRole(admin, ROLES[key], passwords[key]);
    }
    const known = await admin.query('select 1 from pg_database where datname = $1', [database]);
    if (!known.rowCount) await admin.query(`create database ${name} owner ${ROLES.owner}`);
    await admin.query(`revoke all on database ${name} from public`);
    await admin.query(`grant connect on database ${name} to ${ROLES.app}, ${ROLES.platform}`);
    await admin.query(UNLOCK);
  } finally {
    await admin.end();
  }
  await claimPublicSchema(toDatabase(adminUrl, database).href);
  const urlFor = (/** @type {'owner'|'app'|'platform'} */ key) => {
    const url = toDatabase(adminUrl, database);
    url.username = ROLES[key];
    url.password = passwords[key];
    return url.href;
  };
  return { ownerUrl: urlFor('owner'), appUrl: urlFor('app'), platformUrl: urlFor('platform') };
}

/** @param {string} url */
async function claimPublicSchema(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`alter schema public owner to ${ROLES.owner}`);
    await client.query('revoke create on schema public from public');
    await client.query(`grant usage on schema public to ${ROLES.app}, ${ROLES.platform}`);
  } finally {
    await client.end();
  }
}
