import { Module } from '@nestjs/common';
import { OrchestratorModule } from '@renum/orchestrator';
import { RunsController } from './runs.controller';

/** The door of runs. */
@Module({ imports: [OrchestratorModule], controllers: [RunsController] })
export class RunsModule {}
