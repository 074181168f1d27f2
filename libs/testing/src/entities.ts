import type { EntityList } from '@renum/database';
import { withConnection } from '@renum/database';
import type { TestDatabase } from './database';

interface Column {
  name: string;
  type: string;
  nullable: boolean;
  settled: boolean;
}

/** What PostgreSQL calls the types that our column builders make. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  uuid: ['uuid'],
  text: ['text'],
  integer: ['int4'],
  bigint: ['int8'],
  boolean: ['bool'],
  blob: ['bytea'],
  json: ['jsonb'],
  datetime: ['timestamptz'],
  array: ['_text'],
};

/**
 * What the entities say differently from the migrated schema: unknown tables and columns, other
 * types, other nullability, and columns that an insert would miss. Empty when they agree.
 */
export async function entityDrift(db: TestDatabase, entities: EntityList): Promise<string[]> {
  const drift: string[] = [];
  for (const entity of entities) {
    const { meta } = entity;
    const columns = await columnsOf(db, meta.tableName);
    drift.push(...(await policyDrift(db, meta.tableName, meta.policies ?? [])));
    if (columns.size === 0) drift.push(`${meta.tableName}: no such table`);
    for (const [name, property] of Object.entries(meta.properties)) {
      const column = snake(name);
      const found = columns.get(column);
      const at = `${meta.tableName}.${column}`;
      columns.delete(column);
      if (!found) {
        drift.push(`${at}: no such column`);
        continue;
      }
      const type = typeNameOf(property);
      if (!(TYPES[type] ?? [type]).includes(found.type)) {
        drift.push(`${at}: ${type} in the entity, ${found.type} in the table`);
      }
      const nullable = property.nullable === true;
      if (nullable !== found.nullable) drift.push(`${at}: nullable differs`);
    }
    for (const { name, settled } of columns.values()) {
      if (!settled) drift.push(`${meta.tableName}.${name}: an insert would miss it`);
    }
  }
  return drift;
}

/** The entity's policies by name and roles; what they say is the catalogue spec's affair. */
async function policyDrift(
  db: TestDatabase,
  table: string,
  policies: readonly { name?: string; roles?: string[] }[],
): Promise<string[]> {
  const rows = await withConnection(db.ownerUrl, (em) =>
    em.execute<{ name: string; roles: string }[]>(
      `select policyname as name, array_to_string(roles, ',') as roles from pg_policies
        where tablename = ?`,
      [table],
    ),
  );
  const known = new Set(rows.map(({ name, roles }) => `${name} to ${roles}`));
  const said = policies.map(({ name, roles }) => `${name ?? ''} to ${(roles ?? []).join(',')}`);
  const extra = said.filter((policy) => !known.has(policy));
  const missing = [...known].filter((policy) => !said.includes(policy));
  return [
    ...extra.map((policy) => `${table}: policy ${policy} is not in the database`),
    // A table that is missing altogether has been named already.
    ...missing.map((policy) => `${table}: policy ${policy} is not in the entity`),
  ];
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/** The builder's own name for a type: a string, or a type class such as `BigIntType`. */
function typeNameOf(property: unknown): string {
  const { type, columnTypes } = property as { type: unknown; columnTypes?: string[] };
  if (columnTypes?.[0]) return columnTypes[0];
  if (typeof type === 'string') return type;
  const named = typeof type === 'function' ? type : (type as object | undefined)?.constructor;
  return (named?.name ?? 'unknown').replace(/Type$/, '').toLowerCase();
}

async function columnsOf(db: TestDatabase, table: string): Promise<Map<string, Column>> {
  const rows = await withConnection(db.ownerUrl, (em) =>
    em.execute<Column[]>(
      `select column_name as name, udt_name as type, is_nullable = 'YES' as nullable,
          (is_nullable = 'YES' or column_default is not null or is_identity = 'YES') as settled
        from information_schema.columns where table_schema = 'public' and table_name = ?`,
      [table],
    ),
  );
  return new Map(rows.map((row) => [row.name, row]));
}
