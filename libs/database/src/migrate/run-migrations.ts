import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { MIGRATIONS } from '../migrations';
import { withConnection, withLock } from './admin-connection';

const MIGRATION_LOCK = 7_230_155;

/**
 * Brings the schema up to date as its owner, or up to the named migration. Returns the names of the
 * migrations that ran.
 */
export function runMigrations(ownerUrl: string, to?: string): Promise<string[]> {
  return withConnection(ownerUrl, (em) =>
    withLock(em, MIGRATION_LOCK, () => migrate(ownerUrl, to)),
  );
}

async function migrate(ownerUrl: string, to?: string): Promise<string[]> {
  const orm = await MikroORM.init({
    contextName: 'migrations',
    clientUrl: ownerUrl,
    entities: [],
    extensions: [Migrator],
    discovery: { warnWhenNoEntities: false },
    ensureDatabase: false,
    pool: { min: 0, max: 2 },
    migrations: {
      migrationsList: [...MIGRATIONS],
      tableName: 'schema_migrations',
      transactional: true,
      // All or nothing: a half-migrated schema is worse than the old one.
      allOrNothing: true,
      snapshot: false,
      silent: true,
      disableForeignKeys: false,
    },
  });
  try {
    const ran = await orm.migrator.up(to === undefined ? {} : { to });
    return ran.map(({ name }) => name);
  } finally {
    await orm.close();
  }
}
