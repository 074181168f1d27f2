export type { EntityManager, InferEntity, FilterQuery } from '@mikro-orm/postgresql';
export {
  LockMode,
  raw,
  RowLevelSecurityViolationException,
  sql,
  UniqueConstraintViolationException,
} from '@mikro-orm/postgresql';
export { databaseConfig, type DatabaseConfig } from './database.config';
export { DatabaseModule } from './database.module';
export { TenantDatabase } from './tenant-database';
export { PlatformDatabase } from './platform-database';
export * from './orm/columns';
export { PAYMENT_MOVES } from './migrations/0012-payments.sql';
export { INVOICE_MOVES } from './migrations/0008-invoices.sql';
export { LATENCY_PLACES } from './migrations/0015-explorer.sql';
export {
  idKey,
  platformEntity,
  tenantEntity,
  tenantEntityWithKey,
  tenantsEntity,
} from './orm/entities';
export { createOrm, type EntityList } from './orm/create-orm';
export { withConnection, withLock } from './migrate/admin-connection';
export { createDatabase, createRoles, quoteName, urlOf, type RolePasswords } from './migrate/roles';
export { runMigrations } from './migrate/run-migrations';
export { MIGRATIONS } from './migrations';
export {
  APPEND_ONLY_TABLES,
  PLATFORM_TABLES,
  PRUNED_TABLE,
  RESEALED_COLUMNS,
  TENANT_TABLES,
} from './tables';
export { APP_ROLE, OWNER_ROLE, PLATFORM_ROLE } from './security-sql';
