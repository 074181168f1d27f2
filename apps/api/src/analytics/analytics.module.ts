import { Module } from '@nestjs/common';
import { OrchestratorModule } from '@renum/orchestrator';
import { AnalyticsController } from './analytics.controller';
import { OperatorAnalyticsController } from './operator-analytics.controller';

/** The doors of analytics: a tenant's own, and the operators'. */
@Module({
  imports: [OrchestratorModule],
  controllers: [AnalyticsController, OperatorAnalyticsController],
})
export class AnalyticsApiModule {}
