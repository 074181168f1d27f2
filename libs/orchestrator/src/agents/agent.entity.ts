import type { InferEntity } from '@renum/database';
import type { AgentConfig } from '@renum/contracts';
import {
  createdAt,
  int,
  jsonb,
  moment,
  tenantEntity,
  text,
  updatedAt,
  uuid,
} from '@renum/database';

export const AgentEntity = tenantEntity('agents', {
  name: text(),
  description: text(),
  currentVersionId: uuid(),
  createdBy: uuid().nullable(),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
  /** Set instead of deleting: threads, runs and bills go on naming the agent. */
  archivedAt: moment().nullable(),
});
export type Agent = InferEntity<typeof AgentEntity>;

/** One configuration for ever; the database refuses to change it. */
export const AgentVersionEntity = tenantEntity('agent_versions', {
  agentId: uuid(),
  number: int(),
  config: jsonb<AgentConfig>(),
  createdBy: uuid().nullable(),
  createdAt: createdAt(),
});
export type AgentVersion = InferEntity<typeof AgentVersionEntity>;
