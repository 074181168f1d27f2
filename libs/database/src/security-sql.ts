/** Roles and policies, written once, so that no table can get its own dialect of them. */

/** Owns the schema and migrates it; no process that serves signs in as it. */
export const OWNER_ROLE = 'renum_owner';
export const APP_ROLE = 'renum_app';
export const PLATFORM_ROLE = 'renum_platform';

/** The tenant of this transaction, or null (a pooled connection has '' after commit). */
export const CURRENT_TENANT = `nullif(current_setting('app.tenant', true), '')::uuid`;

const force = (table: string): string => `
alter table ${table} enable row level security;
alter table ${table} force row level security;`;

const platformPolicy = (table: string): string => `
create policy ${table}_platform on ${table} to ${PLATFORM_ROLE} using (true) with check (true);
grant select, insert, update, delete on ${table} to ${PLATFORM_ROLE};`;

/** A table with `tenant_id`: the app role sees and writes its own tenant's rows only. */
export const tenantTableSql = (table: string): string => `${force(table)}
create policy ${table}_tenant on ${table} to ${APP_ROLE}
  using (tenant_id = ${CURRENT_TENANT}) with check (tenant_id = ${CURRENT_TENANT});
grant select, insert, update, delete on ${table} to ${APP_ROLE};
${platformPolicy(table)}`;

/** The tenants themselves: the app role may read and rename its own, and nothing else. */
export const tenantsTableSql = (): string => `${force('tenants')}
create policy tenants_tenant on tenants to ${APP_ROLE}
  using (id = ${CURRENT_TENANT}) with check (id = ${CURRENT_TENANT});
grant select, update on tenants to ${APP_ROLE};
${platformPolicy('tenants')}`;

/** A platform table: the app role has no right on it at all. */
export const platformAccessSql = (table: string): string => `${force(table)}
${platformPolicy(table)}`;

/** Nobody rewrites history, whichever role they use. */
export const appendOnlySql = (table: string): string =>
  `revoke update, delete on ${table} from ${APP_ROLE}, ${PLATFORM_ROLE};`;
