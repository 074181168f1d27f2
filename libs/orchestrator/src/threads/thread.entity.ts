import type { InferEntity } from '@renum/database';
import { createdAt, tenantEntity, text, updatedAt, uuid } from '@renum/database';

export const ThreadEntity = tenantEntity('threads', {
  agentId: uuid(),
  title: text(),
  createdBy: uuid().nullable(),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
});
export type Thread = InferEntity<typeof ThreadEntity>;
