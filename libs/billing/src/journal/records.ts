import type { Consumption, UsageResult, UsageStart } from '../usage-record';

/** One line of a journal file. */
export type JournalRecord =
  | { type: 'start'; start: UsageStart }
  | { type: 'end'; id: string; result: UsageResult }
  /** The act was not performed after all: nothing to bill. */
  | { type: 'cancel'; id: string };

const BIGINT_FIELD = 'costNano';

export const encodeRecord = (record: JournalRecord): string => `${JSON.stringify(plain(record))}\n`;

/**
 * Money as text. Field by field: a replacer would be called for every field of every act, and copies
 * by spreading cost more than the rest of the record. The types see to it that no field is left out.
 */
function plain(record: JournalRecord): object {
  switch (record.type) {
    case 'start':
      return { type: record.type, start: plainStart(record.start) };
    case 'end':
      return { type: record.type, id: record.id, result: plainResult(record.result) };
    case 'cancel':
      return record;
    default: {
      const never: never = record;
      throw new Error(String(never));
    }
  }
}

type Plain<T> = Record<keyof T, unknown>;

const plainStart = (start: UsageStart): Plain<UsageStart> => ({
  id: start.id,
  at: start.at,
  kind: start.kind,
  tenantId: start.tenantId,
  agentId: start.agentId,
  agentVersionId: start.agentVersionId,
  threadId: start.threadId,
  runId: start.runId,
  instanceId: start.instanceId,
  userId: start.userId,
  credentialId: start.credentialId,
  connectionId: start.connectionId,
  approvalId: start.approvalId,
  provider: start.provider,
  model: start.model,
  operation: start.operation,
  method: start.method,
  path: start.path,
  lease: start.lease,
  expected: start.expected && plainConsumption(start.expected),
});

const plainConsumption = (used: Consumption): Plain<Consumption> => ({
  tokens: used.tokens,
  meter: used.meter,
  quantityMilli: used.quantityMilli,
  costNano: String(used.costNano),
  priced: used.priced,
});

const plainResult = (result: UsageResult): Plain<UsageResult> => ({
  tokens: result.tokens,
  meter: result.meter,
  quantityMilli: result.quantityMilli,
  costNano: String(result.costNano),
  priced: result.priced,
  status: result.status,
  model: result.model,
  estimatedReason: result.estimatedReason,
  durationMs: result.durationMs,
  firstByteMs: result.firstByteMs,
  requestBytes: result.requestBytes,
  responseBytes: result.responseBytes,
  attempts: result.attempts,
  masked: result.masked,
});

/** Only a line that was cut off by a crash does not decode; it was never acted upon. */
export function decodeRecord(line: string): JournalRecord | undefined {
  try {
    return JSON.parse(line, (key, value: unknown) =>
      key === BIGINT_FIELD && typeof value === 'string' ? BigInt(value) : value,
    ) as JournalRecord;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
