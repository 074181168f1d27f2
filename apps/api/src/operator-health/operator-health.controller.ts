import { getQueueToken } from '@nestjs/bullmq';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { HealthView } from '@renum/contracts';
import { WorkersService, type Worker } from '@renum/orchestrator';
import { runChecks, type HealthCheck } from '@renum/platform';
import { QUEUE_RUNS } from '@renum/queues';
import type { Queue } from 'bullmq';
import { Operator } from '../auth/access.decorators';
import { DatabaseCheck, DockerCheck, RedisCheck } from '../observability/health-checks';

@ApiTags('operator')
@Controller('v1/operator/health')
export class OperatorHealthController {
  constructor(
    private readonly database: DatabaseCheck,
    private readonly redis: RedisCheck,
    private readonly docker: DockerCheck,
    private readonly workers: WorkersService,
    @Inject(getQueueToken(QUEUE_RUNS)) private readonly runs: Queue,
  ) {}

  /** Answers also when a part is down: that is when it is looked at. */
  @Operator()
  @Get()
  @ApiOperation({ summary: 'Database, Redis, Docker, workers and queues at a glance' })
  async health(): Promise<HealthView> {
    let workers: Worker[] = [];
    let queues: HealthView['queues'] = [];
    const listed: HealthCheck = {
      name: 'workers',
      check: async () => {
        workers = await this.workers.living();
        const number = workers.length;
        return { ok: number > 0, detail: number === 1 ? '1 is alive' : `${number} are alive` };
      },
    };
    const counted: HealthCheck = {
      name: 'queues',
      check: async () => {
        queues = [await countsOf(this.runs)];
        return { ok: true, detail: 'counted' };
      },
    };
    const checks = await runChecks([this.database, this.redis, this.docker, listed, counted]);
    const status = checks.every(({ ok }) => ok) ? 'ok' : 'degraded';
    return { status, checks, workers: workers.map(workerView), queues };
  }
}

async function countsOf(queue: Queue): Promise<HealthView['queues'][number]> {
  const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
  const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
  return { name: queue.name, waiting, active, delayed, failed };
}

const workerView = (worker: Worker): HealthView['workers'][number] => ({
  id: worker.id,
  at: worker.heartbeatAt.toISOString(),
  docker: worker.dockerOk,
  instances: worker.instances,
  runs: worker.runs,
});
