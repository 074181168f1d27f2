import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@renum/contracts';
import { PlatformDatabase } from '@renum/database';
import { RowInsert, type Refused } from '../row-insert';

/** A row of `call_refusals`: one call that was not sent, or several of the same kind. */
export interface RefusalRow {
  /** The first call's id. */
  id: string;
  tenant_id: string;
  /** ISO UTC. */
  at: string;
  agent_id: string | null;
  agent_version_id: string | null;
  thread_id: string | null;
  run_id: string | null;
  instance_id: string | null;
  /** Of an external app's call: the key that it came by. */
  api_key_id: string | null;
  credential_id: string | null;
  connection_id: string | null;
  provider: string;
  operation: string | null;
  method: string;
  /** Without query. */
  path: string;
  code: ErrorCode;
  /** In our own words: never what a caller or a provider wrote. */
  reason: string;
  times: number;
}

const refusals = new RowInsert<RefusalRow>('call_refusals', {
  id: 'uuid',
  tenant_id: 'uuid',
  at: 'timestamptz',
  agent_id: 'uuid',
  agent_version_id: 'uuid',
  thread_id: 'uuid',
  run_id: 'uuid',
  instance_id: 'uuid',
  api_key_id: 'uuid',
  credential_id: 'uuid',
  connection_id: 'uuid',
  provider: 'text',
  operation: 'text',
  method: 'text',
  path: 'text',
  code: 'text',
  reason: 'text',
  times: 'int',
});

/** Where refused calls of all tenants are kept. Writing a row twice is the same as once. */
@Injectable()
export class CallRefusals {
  constructor(private readonly database: PlatformDatabase) {}

  /** @throws when the database cannot be reached; what it will never take is in the answer. */
  add(rows: readonly RefusalRow[]): Promise<Refused<RefusalRow>[]> {
    return refusals.write(this.database, rows);
  }
}
