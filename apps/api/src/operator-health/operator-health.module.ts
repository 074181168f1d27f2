import { Module } from '@nestjs/common';
import { OrchestratorModule } from '@renum/orchestrator';
import { QueuesModule } from '@renum/queues';
import { ObservabilityModule } from '../observability/observability.module';
import { OperatorHealthController } from './operator-health.controller';

/** The operators' look at the platform's parts. */
@Module({
  imports: [OrchestratorModule, QueuesModule, ObservabilityModule],
  controllers: [OperatorHealthController],
})
export class OperatorHealthModule {}
