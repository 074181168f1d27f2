import type { EntityManager } from '@renum/database';

/** A row by column name; camelCase is spelled snake_case in SQL. */
export type Row = Record<string, unknown>;

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

const isJson = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof Date) &&
  !Buffer.isBuffer(value);

/** Plain SQL, so that the harness stands below the libs whose entities it helps to test. */
export async function insertRow(em: EntityManager, table: string, row: Row): Promise<void> {
  const entries = Object.entries(row).filter(([, value]) => value !== undefined);
  const columns = entries.map(([name]) => `"${snake(name)}"`).join(', ');
  const holders = entries.map(([, value]) => (isJson(value) ? '?::jsonb' : '?')).join(', ');
  const values = entries.map(([, value]) => (isJson(value) ? JSON.stringify(value) : value));
  await em.execute(`insert into ${table} (${columns}) values (${holders})`, values);
}
