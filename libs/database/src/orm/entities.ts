import { defineEntity, p, type PolicyDef } from '@mikro-orm/postgresql';
import { newId } from '@renum/platform';
import { APP_ROLE, CURRENT_TENANT, PLATFORM_ROLE } from '../security-sql';

const policy = (name: string, role: string, condition: string): PolicyDef => ({
  name,
  roles: [role],
  using: condition,
  check: condition,
});

const platformPolicy = (table: string) => policy(`${table}_platform`, PLATFORM_ROLE, 'true');
const tenantPolicies = (table: string) => [
  policy(`${table}_tenant`, APP_ROLE, `tenant_id = ${CURRENT_TENANT}`),
  platformPolicy(table),
];

const id = p
  .uuid()
  .primary()
  .onCreate(() => newId());
const tenantId = p.uuid();

/**
 * A tenant's table: `id`, `tenantId` and the policies come with it. Scalar columns only: references
 * are uuid columns, and joins are said where they are needed.
 */
export const tenantEntity = <
  const Table extends string,
  const Properties extends Record<string, unknown>,
>(
  table: Table,
  properties: Properties,
) =>
  defineEntity({
    name: table,
    tableName: table,
    policies: tenantPolicies(table),
    rowLevelSecurity: 'force',
    properties: { id, tenantId, ...properties },
  });

/** A tenant's table with a key of its own, for instance (run, sequence). */
export const tenantEntityWithKey = <
  const Table extends string,
  const Properties extends Record<string, unknown>,
>(
  table: Table,
  properties: Properties,
) =>
  defineEntity({
    name: table,
    tableName: table,
    policies: tenantPolicies(table),
    rowLevelSecurity: 'force',
    properties: { tenantId, ...properties },
  });

/** A table of the platform itself; only `PlatformDatabase` reaches it. Says its own key. */
export const platformEntity = <
  const Table extends string,
  const Properties extends Record<string, unknown>,
>(
  table: Table,
  properties: Properties,
) =>
  defineEntity({
    name: table,
    tableName: table,
    policies: [platformPolicy(table)],
    rowLevelSecurity: 'force',
    properties,
  });

/** The tenants themselves: each sees its own row, by its id. */
export const tenantsEntity = <const Properties extends Record<string, unknown>>(
  properties: Properties,
) =>
  defineEntity({
    name: 'tenants',
    tableName: 'tenants',
    policies: [
      policy('tenants_tenant', APP_ROLE, `id = ${CURRENT_TENANT}`),
      platformPolicy('tenants'),
    ],
    rowLevelSecurity: 'force',
    properties: { id, ...properties },
  });

/** The usual key of a platform table. */
export const idKey = () => id;
