import { Injectable } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import { messageOf } from '@renum/platform';
import type { UsageRow } from './usage-record';
import type { RefusedRow, UsageSink } from './usage-sink';

const COLUMN_TYPES: Record<keyof UsageRow, string> = {
  id: 'uuid',
  tenant_id: 'uuid',
  occurred_at: 'timestamptz',
  kind: 'text',
  agent_id: 'uuid',
  agent_version_id: 'uuid',
  thread_id: 'uuid',
  run_id: 'uuid',
  instance_id: 'uuid',
  credential_id: 'uuid',
  provider: 'text',
  model: 'text',
  operation: 'text',
  status: 'int',
  input_tokens: 'int',
  cache_read_tokens: 'int',
  cache_write_tokens: 'int',
  output_tokens: 'int',
  meter: 'text',
  quantity_milli: 'bigint',
  cost_nano: 'bigint',
  currency: 'text',
  priced: 'boolean',
  estimated: 'boolean',
  estimated_reason: 'text',
  duration_ms: 'int',
  first_byte_ms: 'int',
  request_bytes: 'bigint',
  response_bytes: 'bigint',
};
const NAMES = Object.keys(COLUMN_TYPES) as (keyof UsageRow)[];
const VALUES = NAMES.map((name, index) => `(row ->> ${index})::${COLUMN_TYPES[name]}`);

/** Rows as lists: with names, most of what is written, escaped and parsed would be these. */
const INSERT = /* sql */ `
insert into usage_events (${NAMES.join(', ')})
select ${VALUES.join(', ')} from jsonb_array_elements(cast(? as jsonb)) as row
on conflict do nothing`;

/** Writes usage of all tenants in one statement; what is there already stays as it is. */
@Injectable()
export class PgUsageSink implements UsageSink {
  constructor(private readonly database: PlatformDatabase) {}

  async write(rows: readonly UsageRow[]): Promise<RefusedRow[]> {
    try {
      await this.insert(rows);
      return [];
    } catch (error) {
      if (!isAboutTheRow(error)) throw error;
      if (rows.length === 1) return rows.map((row) => ({ row, message: messageOf(error) }));
    }
    // One bad row (for instance of a tenant that was deleted) must not hold up the others.
    const refused: RefusedRow[] = [];
    for (const row of rows) refused.push(...(await this.write([row])));
    return refused;
  }

  private async insert(rows: readonly UsageRow[]): Promise<void> {
    await this.database.transaction((em) => em.execute(INSERT, [storable(rows)]));
  }
}

/** jsonb takes neither NUL nor half of a surrogate pair, and a model's name comes from outside. */
const storable = (rows: readonly UsageRow[]): string =>
  JSON.stringify(rows.map((row) => NAMES.map((name) => row[name]))).replaceAll(
    /\\u(?:0000|d[89a-f][0-9a-f]{2})/g,
    '\\ufffd',
  );

/** SQLSTATE classes 22 (data) and 23 (integrity): writing it again will not help. */
const isAboutTheRow = (error: unknown): boolean =>
  /^2[23]/.test((error as { code?: string }).code ?? '');
