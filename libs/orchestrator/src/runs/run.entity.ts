import type { InferEntity } from '@renum/database';
import type { RunState } from '@renum/contracts';
import {
  bigint,
  bytes,
  createdAt,
  int,
  jsonb,
  moment,
  tenantEntity,
  text,
  updatedAt,
  uuid,
} from '@renum/database';

export interface OpenAsk {
  callId: string;
  question: string;
  attachments: string[];
}

export const RunEntity = tenantEntity('runs', {
  threadId: uuid(),
  agentId: uuid(),
  agentVersionId: uuid(),
  state: text().$type<RunState>(),
  input: text(),
  reason: text().nullable(),
  detail: text().nullable(),
  ask: jsonb<OpenAsk>().nullable(),
  summary: text().nullable(),
  idempotencyKey: text().nullable(),
  requestHash: bytes().nullable(),
  fence: int().default(0),
  attempts: int().default(0),
  workerId: uuid().nullable(),
  leaseUntil: moment().nullable(),
  stopRequestedAt: moment().nullable(),
  usedSteps: int().default(0),
  usedMs: bigint().default('0'),
  maxCostNano: bigint(),
  createdBy: uuid().nullable(),
  createdAt: createdAt(),
  startedAt: moment().nullable(),
  endedAt: moment().nullable(),
  updatedAt: updatedAt(),
});
export type Run = InferEntity<typeof RunEntity>;
