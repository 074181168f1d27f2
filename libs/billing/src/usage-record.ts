import { CURRENCY, type TokenCounts, type UsageKind } from '@renum/contracts';
import type { LeaseId } from './budget/run-budget';

/** What is used up by one act: tokens of a model, or units of a provider's own meter. */
export interface Consumption {
  tokens?: TokenCounts;
  /** The provider's unit, for instance `credits`. */
  meter?: string;
  /** In thousandths of the meter's unit. */
  quantityMilli?: number;
  costNano: bigint;
  /** False when no price is known; the cost is then 0. */
  priced: boolean;
}

/** Written before the act. Its `id` is the usage event's, and makes every repetition harmless. */
export interface UsageStart {
  id: string;
  /** When the act began, ISO UTC. */
  at: string;
  kind: UsageKind;
  tenantId: string;
  /** Of an agent's act. What an instance uses by itself is of no version or run. */
  agentId?: string;
  agentVersionId?: string;
  threadId?: string;
  runId?: string;
  instanceId?: string;
  /** Of an external app's act: the key that it came by. */
  apiKeyId?: string;
  /** Who the run is for; a program's runs have nobody. */
  userId?: string;
  credentialId?: string;
  /** Paid with a key of the platform's: its cost, and a margin, are charged to the tenant. */
  platformKey?: boolean;
  connectionId?: string;
  /** Of the person who allowed this very act. */
  approvalId?: string;
  provider: string;
  model?: string;
  operation: string;
  method?: string;
  /** At the provider, without query. */
  path?: string;
  /** The lease that holds its money, if it is not held by itself. */
  lease?: LeaseId;
  /** What is billed, marked estimated, if this process dies before the answer is known. */
  expected?: Consumption;
}

/** Written after the act. */
export interface UsageResult extends Consumption {
  /** The upstream's HTTP status, if it answered. */
  status?: number;
  /** The model that really answered, when it differs from the one that was asked. */
  model?: string;
  /** Set when the figures are not the provider's own: why not. */
  estimatedReason?: string;
  durationMs?: number;
  firstByteMs?: number;
  /** From sending the request to the first token that came back, where one was seen coming. */
  firstTokenMs?: number;
  requestBytes?: number;
  responseBytes?: number;
  /** How often it was sent; 1 unless told. */
  attempts?: number;
  /** Times that the provider sent the secret back, and it was masked. */
  masked?: number;
}

/** An act of a process that died, brought in by another one. */
export interface RecoveredAct {
  row: UsageRow;
  lease?: LeaseId;
}

/** A row of `usage_events`, by column name; integers beyond 2^53 as text. */
export interface UsageRow {
  id: string;
  tenant_id: string;
  occurred_at: string;
  kind: UsageKind;
  agent_id: string | null;
  agent_version_id: string | null;
  thread_id: string | null;
  run_id: string | null;
  instance_id: string | null;
  credential_id: string | null;
  provider: string;
  model: string | null;
  operation: string;
  status: number | null;
  input_tokens: number;
  cache_read_tokens: number;
  cache_write_tokens: number;
  output_tokens: number;
  meter: string | null;
  quantity_milli: number;
  cost_nano: string;
  currency: string;
  priced: boolean;
  estimated: boolean;
  estimated_reason: string | null;
  duration_ms: number | null;
  first_byte_ms: number | null;
  request_bytes: number;
  response_bytes: number;
  connection_id: string | null;
  method: string | null;
  path: string | null;
  approval_id: string | null;
  attempts: number;
  masked: number;
  user_id: string | null;
  /** JSON. */
  token_kinds: string | null;
  platform_key: boolean;
  api_key_id: string | null;
  first_token_ms: number | null;
}

export function usageRow(start: UsageStart, result: UsageResult): UsageRow {
  const { tokens } = result;
  return {
    id: start.id,
    tenant_id: start.tenantId,
    occurred_at: start.at,
    kind: start.kind,
    agent_id: start.agentId ?? null,
    agent_version_id: start.agentVersionId ?? null,
    thread_id: start.threadId ?? null,
    run_id: start.runId ?? null,
    instance_id: start.instanceId ?? null,
    credential_id: start.credentialId ?? null,
    provider: start.provider,
    model: result.model ?? start.model ?? null,
    operation: start.operation,
    status: result.status ?? null,
    input_tokens: count(tokens?.input),
    cache_read_tokens: count(tokens?.cacheRead),
    cache_write_tokens: count(tokens?.cacheWrite),
    output_tokens: count(tokens?.output),
    meter: result.meter ?? null,
    quantity_milli: count(result.quantityMilli, Number.MAX_SAFE_INTEGER),
    cost_nano: String(result.costNano),
    currency: CURRENCY,
    priced: result.priced,
    estimated: result.estimatedReason !== undefined,
    estimated_reason: result.estimatedReason ?? null,
    duration_ms: countOrNull(result.durationMs),
    first_byte_ms: countOrNull(result.firstByteMs),
    request_bytes: count(result.requestBytes, Number.MAX_SAFE_INTEGER),
    response_bytes: count(result.responseBytes, Number.MAX_SAFE_INTEGER),
    connection_id: start.connectionId ?? null,
    method: start.method ?? null,
    path: start.path ?? null,
    approval_id: start.approvalId ?? null,
    attempts: count(result.attempts) || 1,
    masked: count(result.masked),
    user_id: start.userId ?? null,
    token_kinds: tokens?.kinds ? JSON.stringify(tokens.kinds) : null,
    platform_key: start.platformKey ?? false,
    api_key_id: start.apiKeyId ?? null,
    first_token_ms: countOrNull(result.firstTokenMs),
  };
}

/** The act was begun and its process died: billed as expected, and marked so. */
export const interruptedRow = (start: UsageStart): UsageRow =>
  usageRow(start, {
    ...(start.expected ?? { costNano: 0n, priced: false }),
    estimatedReason: 'interrupted',
  });

const INT4_MAX = 2_147_483_647;

/** Upstreams may report nonsense; a row that PostgreSQL refuses would hold up all others. */
function count(value: number | undefined, max = INT4_MAX): number {
  if (value === undefined || !Number.isFinite(value) || value <= 0) return 0;
  return Math.min(Math.round(value), max);
}

const countOrNull = (value: number | undefined): number | null =>
  value === undefined ? null : count(value);
