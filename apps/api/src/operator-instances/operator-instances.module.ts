import { Module } from '@nestjs/common';
import { OrchestratorModule } from '@renum/orchestrator';
import { OperatorInstancesController } from './operator-instances.controller';

/** The operators' door to all sandboxes. */
@Module({ imports: [OrchestratorModule], controllers: [OperatorInstancesController] })
export class OperatorInstancesModule {}
