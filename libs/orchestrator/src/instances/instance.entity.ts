import type { InferEntity } from '@renum/database';
import type { InstanceView } from '@renum/contracts';
import { createdAt, moment, tenantEntity, text, uuid } from '@renum/database';

export type InstanceState = InstanceView['state'];

/** One sandbox. A thread has at most one that is not gone; the database sees to it. */
export const InstanceEntity = tenantEntity('instances', {
  threadId: uuid(),
  workerId: uuid(),
  containerId: text().nullable(),
  state: text().$type<InstanceState>(),
  detail: text().default(''),
  createdAt: createdAt(),
  lastUsedAt: moment().onCreate(() => new Date()),
  goneAt: moment().nullable(),
  /** What its container may use, as usage events name it. */
  size: text().default(''),
  /** When its container began and ceased to run; how far that time is billed. */
  startedAt: moment().nullable(),
  endedAt: moment().nullable(),
  meteredUntil: moment().nullable(),
});
export type Instance = InferEntity<typeof InstanceEntity>;
