import { Injectable } from '@nestjs/common';
import { PlatformDatabase, type EntityManager } from '@renum/database';
import { RowInsert } from './row-insert';
import type { UsageRow } from './usage-record';
import type { RefusedRow, UsageSink } from './usage-sink';

const events = new RowInsert<UsageRow>('usage_events', {
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
  connection_id: 'uuid',
  method: 'text',
  path: 'text',
  approval_id: 'uuid',
  attempts: 'int',
  masked: 'int',
  user_id: 'uuid',
  token_kinds: 'jsonb',
  platform_key: 'boolean',
  api_key_id: 'uuid',
  first_token_ms: 'int',
});

/**
 * Writes usage in a transaction of `PlatformDatabase`, together with whatever says that it is
 * written. Throws where the database refuses a row.
 */
export const addUsage = (em: EntityManager, rows: readonly UsageRow[]): Promise<void> =>
  events.add(em, rows);

/** Writes usage of all tenants in one statement. */
@Injectable()
export class PgUsageSink implements UsageSink {
  constructor(private readonly database: PlatformDatabase) {}

  write(rows: readonly UsageRow[]): Promise<RefusedRow[]> {
    return events.write(this.database, rows);
  }
}
