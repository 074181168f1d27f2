import { Injectable } from '@nestjs/common';
import {
  CURRENCY,
  ERROR_STATUS,
  type ErrorCode,
  type Page,
  type RequestDecision,
  type RequestLogView,
} from '@renum/contracts';
import { TenantDatabase } from '@renum/database';
import { cursorOf } from './cursor';
import { requestLogSql, type RequestFilter } from './request-sql';

export interface LogRow {
  id: string;
  /** ISO UTC, to the microsecond. */
  at: string;
  agent_id: string | null;
  agent_name: string | null;
  run_id: string | null;
  thread_id: string | null;
  api_key_id: string | null;
  api_key_name: string | null;
  provider: string;
  connection_id: string | null;
  operation: string | null;
  model: string | null;
  method: string | null;
  path: string | null;
  decision: RequestDecision;
  code: ErrorCode | null;
  reason: string | null;
  times: number;
  status: number | null;
  duration_ms: number | null;
  first_token_ms: number | null;
  attempts: number | null;
  cost_nano: string;
  currency: string;
  estimated: boolean;
  masked: number;
  request_bytes: string | null;
  response_bytes: string | null;
}

/** Reads the current tenant's request log: what was called, what was refused, newest first. */
@Injectable()
export class RequestQueries {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws DomainError `validation_failed` for a cursor that is not ours */
  async list(filter: RequestFilter): Promise<Page<RequestLogView>> {
    const { sql, parameters } = requestLogSql(filter);
    const rows = await this.database.transaction((em) => em.execute<LogRow[]>(sql, parameters));
    const items = rows.slice(0, filter.limit);
    const last = items.at(-1);
    const more = rows.length > filter.limit && last;
    return { items: items.map(viewOf), ...(more && { nextCursor: cursorOf(last) }) };
  }
}

const known = <T>(value: T | null): T | undefined => value ?? undefined;

function viewOf(row: LogRow): RequestLogView {
  return {
    id: row.id,
    at: new Date(row.at).toISOString(),
    agentId: known(row.agent_id),
    agentName: row.agent_id === null ? undefined : (row.agent_name ?? 'Deleted agent'),
    runId: known(row.run_id),
    threadId: known(row.thread_id),
    apiKeyId: known(row.api_key_id),
    apiKeyName: known(row.api_key_name),
    provider: row.provider,
    connectionId: known(row.connection_id),
    operation: known(row.operation),
    model: known(row.model),
    method: known(row.method),
    path: known(row.path),
    decision: row.decision,
    code: known(row.code),
    reason: known(row.reason),
    times: row.times,
    // What the caller was answered.
    status: row.code ? ERROR_STATUS[row.code] : known(row.status),
    durationMs: known(row.duration_ms),
    firstTokenMs: known(row.first_token_ms),
    attempts: known(row.attempts),
    cost: { nano: row.cost_nano, currency: row.currency || CURRENCY },
    estimated: row.estimated,
    masked: row.masked,
    requestBytes: row.request_bytes === null ? undefined : Number(row.request_bytes),
    responseBytes: row.response_bytes === null ? undefined : Number(row.response_bytes),
  };
}
