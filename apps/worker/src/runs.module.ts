import { Module } from '@nestjs/common';
import { ApprovalSweeperModule } from '@renum/approvals';
import { LedgerModule } from '@renum/billing';
import { OrchestratorModule } from '@renum/orchestrator';
import { QueuesModule } from '@renum/queues';
import { SandboxModule } from '@renum/sandbox';
import { Drain } from './drain';
import { BillingJobs } from './housekeeping/billing-jobs';
import { Housekeeping } from './housekeeping/housekeeping';
import { Reaper } from './housekeeping/reaper';
import { Sweeps } from './housekeeping/sweeps';
import { InstancePool } from './instances/instance-pool';
import { InstanceStarter } from './instances/instance-starter';
import { MetricsServer } from './observability/metrics-server';
import { metricProviders, WorkerMetrics } from './observability/worker-metrics';
import { ControlListener } from './runs/control-listener';
import { RunDriver } from './runs/run-driver';
import { RunsProcessor } from './runs/runs.processor';
import { WorkerId } from './worker-id';

/** Takes runs from the queue into sandboxes, and looks after both. */
@Module({
  imports: [ApprovalSweeperModule, LedgerModule, OrchestratorModule, QueuesModule, SandboxModule],
  providers: [
    WorkerId,
    ...metricProviders,
    WorkerMetrics,
    MetricsServer,
    InstanceStarter,
    InstancePool,
    RunDriver,
    Reaper,
    Sweeps,
    BillingJobs,
    Housekeeping,
    RunsProcessor,
    ControlListener,
    Drain,
  ],
})
export class RunsModule {}
