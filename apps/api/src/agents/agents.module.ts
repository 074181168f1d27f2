import { Module } from '@nestjs/common';
import { OrchestratorModule } from '@renum/orchestrator';
import { AgentsController } from './agents.controller';

/** The door of agents. */
@Module({ imports: [OrchestratorModule], controllers: [AgentsController] })
export class AgentsModule {}
