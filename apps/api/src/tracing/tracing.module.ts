import { Module } from '@nestjs/common';
import { EgressModule } from '@renum/proxy';
import { TraceExportModule, TracingModule } from '@renum/tracing';
import { TracingController } from './tracing.controller';

/** The door of tracing; the process that has it sends the traces too. */
@Module({
  imports: [EgressModule, TracingModule, TraceExportModule],
  controllers: [TracingController],
})
export class TracingApiModule {}
