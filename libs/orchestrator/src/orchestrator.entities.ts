import { AgentEntity, AgentVersionEntity } from './agents/agent.entity';
import { InstanceEntity } from './instances/instance.entity';
import { RunEntity } from './runs/run.entity';
import { ThreadEntity } from './threads/thread.entity';
import { WorkerEntity } from './workers/worker.entity';

export const orchestratorEntities = [
  AgentEntity,
  AgentVersionEntity,
  ThreadEntity,
  RunEntity,
  InstanceEntity,
  WorkerEntity,
];
