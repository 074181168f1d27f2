import type { EntityManager } from '@mikro-orm/postgresql';
import { APP_ROLE, OWNER_ROLE, PLATFORM_ROLE } from '../security-sql';
import { withConnection, withLock } from './admin-connection';

export interface RolePasswords {
  owner: string;
  app: string;
  platform: string;
}

/** The same key as the bootstrap's, which makes the roles of an embedded PostgreSQL. */
const ROLES_LOCK = 7_230_154;
const POWERLESS = 'nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit';

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const quoteText = (value: string): string => `'${value.replaceAll("'", "''")}'`;

async function ensureRole(em: EntityManager, role: string, password: string): Promise<void> {
  const known = await em.execute('select 1 from pg_roles where rolname = ?', [role]);
  const verb = known.length > 0 ? 'alter' : 'create';
  // DDL takes no parameters; a question mark in a password must not be read as one either.
  const literal = quoteText(password).replaceAll('?', '\\?');
  await em.execute(`${verb} role ${quoteName(role)} login ${POWERLESS} password ${literal}`);
}

/** Makes the three roles of the cluster, or brings those that are there in line. */
export async function createRoles(adminUrl: string, passwords: RolePasswords): Promise<void> {
  await withConnection(adminUrl, (em) =>
    withLock(em, ROLES_LOCK, async () => {
      await ensureRole(em, OWNER_ROLE, passwords.owner);
      await ensureRole(em, APP_ROLE, passwords.app);
      await ensureRole(em, PLATFORM_ROLE, passwords.platform);
    }),
  );
}

/** Makes an empty database that `renum_owner` owns and the other two may only connect to. */
export async function createDatabase(adminUrl: string, name: string): Promise<void> {
  await withConnection(adminUrl, async (em) => {
    const known = await em.execute('select 1 from pg_database where datname = ?', [name]);
    if (known.length === 0) {
      await em.execute(`create database ${quoteName(name)} owner ${OWNER_ROLE}`);
    }
    await em.execute(`revoke all on database ${quoteName(name)} from public`);
    await em.execute(
      `grant connect on database ${quoteName(name)} to ${APP_ROLE}, ${PLATFORM_ROLE}`,
    );
  });
  await withConnection(urlOf(adminUrl, { database: name }), async (em) => {
    await em.execute(`alter schema public owner to ${OWNER_ROLE}`);
    await em.execute('revoke create on schema public from public');
    await em.execute(`grant usage on schema public to ${APP_ROLE}, ${PLATFORM_ROLE}`);
  });
}

/** The same server, another database or another sign-in. */
export function urlOf(
  base: string,
  change: { database?: string; role?: string; password?: string },
): string {
  const url = new URL(base);
  if (change.database !== undefined) url.pathname = `/${encodeURIComponent(change.database)}`;
  if (change.role !== undefined) url.username = change.role;
  if (change.password !== undefined) url.password = encodeURIComponent(change.password);
  return url.href;
}
