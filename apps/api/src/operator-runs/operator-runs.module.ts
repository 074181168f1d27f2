import { Module } from '@nestjs/common';
import { OrchestratorModule } from '@renum/orchestrator';
import { OperatorRunsController } from './operator-runs.controller';

/** The operators' door to all runs. */
@Module({ imports: [OrchestratorModule], controllers: [OperatorRunsController] })
export class OperatorRunsModule {}
