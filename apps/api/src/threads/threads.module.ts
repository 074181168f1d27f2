import { Module } from '@nestjs/common';
import { OrchestratorModule } from '@renum/orchestrator';
import { FilesController } from './files.controller';
import { ThreadsController } from './threads.controller';

/** The door of conversations, their runs and their files. */
@Module({ imports: [OrchestratorModule], controllers: [ThreadsController, FilesController] })
export class ThreadsModule {}
