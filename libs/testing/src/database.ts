import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  APP_ROLE,
  createDatabase,
  createOrm,
  createRoles,
  type EntityList,
  type EntityManager,
  OWNER_ROLE,
  PLATFORM_ROLE,
  PlatformDatabase,
  quoteName,
  runMigrations,
  TenantDatabase,
  urlOf,
  withConnection,
  withLock,
} from '@renum/database';
import { testEnvironment } from './environment';

/** Roles belong to the whole cluster, so every run on it must agree on one password. */
const PASSWORD = 'renum-test';
const TEMPLATE_LOCK = 7_230_156;

export interface TestDatabase {
  name: string;
  adminUrl: string;
  ownerUrl: string;
  appUrl: string;
  platformUrl: string;
  /** Ready to use with the entities given to `createTestDatabase`. */
  tenants: TenantDatabase;
  platform: PlatformDatabase;
  drop(): Promise<void>;
}

let template: Promise<string> | undefined;

/** A fresh, migrated database on the real server; a copy of a template, so it takes ~50 ms. */
export async function createTestDatabase(
  options: { entities?: EntityList } = {},
): Promise<TestDatabase> {
  const adminUrl = testEnvironment('TEST_DATABASE_ADMIN_URL');
  template ??= prepareTemplate(adminUrl);
  const source = await template;
  const name = `renum_test_${Date.now().toString(36)}_${randomBytes(4).toString('hex')}`;
  await withConnection(adminUrl, async (em) => {
    await em.execute(
      `create database ${quoteName(name)} template ${quoteName(source)} owner ${OWNER_ROLE}`,
    );
    // A database's own privileges are the one thing that a template does not hand on.
    await em.execute(`revoke all on database ${quoteName(name)} from public`);
    await em.execute(
      `grant connect on database ${quoteName(name)} to ${APP_ROLE}, ${PLATFORM_ROLE}`,
    );
  });
  const url = (role: string) => urlOf(adminUrl, { database: name, role, password: PASSWORD });
  return open({ name, adminUrl, url, entities: options.entities ?? [] });
}

interface Opening {
  name: string;
  adminUrl: string;
  url: (role: string) => string;
  entities: EntityList;
}

async function open({ name, adminUrl, url, entities }: Opening): Promise<TestDatabase> {
  const tenantOrm = await createOrm({ name: 'tenant', url: url(APP_ROLE), entities });
  const platformOrm = await createOrm({ name: 'platform', url: url(PLATFORM_ROLE), entities });
  const tenants = new TenantDatabase(tenantOrm);
  const platform = new PlatformDatabase(platformOrm);
  return {
    name,
    adminUrl,
    ownerUrl: url(OWNER_ROLE),
    appUrl: url(APP_ROLE),
    platformUrl: url(PLATFORM_ROLE),
    tenants,
    platform,
    drop: async () => {
      await Promise.all([tenants.close(), platform.close()]);
      await withConnection(adminUrl, (em) =>
        em.execute(`drop database if exists ${quoteName(name)} with (force)`),
      );
    },
  };
}

/** Migrates once a cluster and schema; parallel Jest workers wait for the first one. */
async function prepareTemplate(adminUrl: string): Promise<string> {
  await createRoles(adminUrl, { owner: PASSWORD, app: PASSWORD, platform: PASSWORD });
  const name = `renum_template_${schemaHash()}`;
  await withConnection(adminUrl, (em) =>
    withLock(em, TEMPLATE_LOCK, async () => {
      await dropAbandoned(em);
      const known = await em.execute('select 1 from pg_database where datname = ?', [name]);
      if (known.length > 0) return;
      // Under another name until it is whole: a killed run must not leave half a template.
      const draft = `${name}_draft`;
      await em.execute(`drop database if exists ${quoteName(draft)} with (force)`);
      await createDatabase(adminUrl, draft);
      await runMigrations(
        urlOf(adminUrl, { database: draft, role: OWNER_ROLE, password: PASSWORD }),
      );
      await em.execute(`alter database ${quoteName(draft)} rename to ${quoteName(name)}`);
    }),
  );
  return name;
}

const ABANDONED_MS = 2 * 60 * 60 * 1000;

/** Databases of runs that were killed; their names begin with the time they were made. */
async function dropAbandoned(em: EntityManager): Promise<void> {
  const rows = await em.execute<{ name: string }[]>(
    `select datname as name from pg_database where datname like 'renum\\_test\\_%'`,
  );
  for (const { name } of rows) {
    const made = Number.parseInt(name.split('_')[2] ?? '', 36);
    if (Date.now() - made < ABANDONED_MS) continue;
    await em.execute(`drop database if exists ${quoteName(name)} with (force)`);
  }
}

/** The migrations' sources name the template, so a changed one gets a new template. */
function schemaHash(): string {
  const source = path.resolve(__dirname, '../../database/src');
  const hash = createHash('sha256');
  const files = [
    path.join(source, 'security-sql.ts'),
    ...readdirSync(path.join(source, 'migrations')).map((f) => path.join(source, 'migrations', f)),
  ];
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}
