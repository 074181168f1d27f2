import { bool, idKey, int, moment, platformEntity, text, type InferEntity } from '@renum/database';

/** A worker process, as its last heartbeat described it. */
export const WorkerEntity = platformEntity('workers', {
  id: idKey(),
  hostname: text(),
  pid: int(),
  startedAt: moment(),
  heartbeatAt: moment(),
  dockerOk: bool(),
  dockerDetail: text(),
  instances: int(),
  runs: int(),
});
export type Worker = InferEntity<typeof WorkerEntity>;
