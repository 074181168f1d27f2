import type { EntityManager, PlatformDatabase } from '@renum/database';
import { messageOf } from '@renum/platform';

/** A row that the database will never take, and why. */
export interface Refused<T> {
  row: T;
  message: string;
}

/** Adds rows of all tenants to one table, many in a statement; what is there stays as it is. */
export class RowInsert<T extends object> {
  private readonly names: (keyof T & string)[];
  private readonly sql: string;

  constructor(table: string, columns: Readonly<Record<keyof T & string, string>>) {
    this.names = Object.keys(columns) as (keyof T & string)[];
    const values = this.names.map((name, index) => `(row ->> ${index})::${columns[name]}`);
    // Rows as lists: with names, most of what is written, escaped and parsed would be these.
    this.sql = /* sql */ `
insert into ${table} (${this.names.join(', ')})
select ${values.join(', ')} from jsonb_array_elements(cast(? as jsonb)) as row
on conflict do nothing`;
  }

  /** @throws when the database cannot be reached; what it will never take is in the answer. */
  async write(database: PlatformDatabase, rows: readonly T[]): Promise<Refused<T>[]> {
    try {
      await database.transaction((em) => this.add(em, rows));
      return [];
    } catch (error) {
      if (!isAboutTheRow(error)) throw error;
      if (rows.length === 1) return rows.map((row) => ({ row, message: messageOf(error) }));
    }
    // One bad row (for instance of a tenant that was deleted) must not hold up the others.
    const refused: Refused<T>[] = [];
    for (const row of rows) refused.push(...(await this.write(database, [row])));
    return refused;
  }

  /** Within the caller's transaction: all of them or, when it throws, none. */
  async add(em: EntityManager, rows: readonly T[]): Promise<void> {
    await em.execute(this.sql, [this.storable(rows)]);
  }

  /** jsonb takes neither NUL nor half of a surrogate pair, and a model's name comes from outside. */
  private storable(rows: readonly T[]): string {
    return JSON.stringify(rows.map((row) => this.names.map((name) => row[name]))).replaceAll(
      /\\u(?:0000|d[89a-f][0-9a-f]{2})/g,
      '\\ufffd',
    );
  }
}

/** SQLSTATE classes 22 (data) and 23 (integrity): writing it again will not help. */
const isAboutTheRow = (error: unknown): boolean =>
  /^2[23]/.test((error as { code?: string }).code ?? '');
