import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { BillingModule } from '@renum/billing';
import { ProvidersModule } from '@renum/providers';
import { QueuesModule } from '@renum/queues';
import { AgentsService } from './agents/agents.service';
import { RunAnalytics } from './analytics/run-analytics';
import { InstancesService } from './instances/instances.service';
import { ControlBus } from './live/control-bus';
import { LiveBus } from './live/live-bus';
import { SandboxMeter } from './metering/sandbox-meter';
import { StorageMeter } from './metering/storage-meter';
import { RunDispatch } from './runs/run-dispatch';
import { RunLeases } from './runs/run-leases';
import { RunQueries } from './runs/run-queries';
import { RunsService } from './runs/runs.service';
import { RunSweeper } from './runs/run-sweeper';
import { ThreadsService } from './threads/threads.service';
import { WorkersService } from './workers/workers.service';
import { Workspaces } from './workspace/workspaces';

const SERVICES = [
  AgentsService,
  ThreadsService,
  RunsService,
  RunQueries,
  RunAnalytics,
  RunLeases,
  RunSweeper,
  InstancesService,
  SandboxMeter,
  StorageMeter,
  WorkersService,
  Workspaces,
  LiveBus,
  ControlBus,
];

/** Agents, conversations, runs and the right to work on them. The same for api and worker. */
@Module({
  imports: [AuditModule, BillingModule, ProvidersModule, QueuesModule],
  providers: [...SERVICES, RunDispatch],
  exports: [...SERVICES, BillingModule],
})
export class OrchestratorModule {}
