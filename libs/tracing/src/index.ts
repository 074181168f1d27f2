export { TRACE_SENDER, type TraceAnswer, type TraceSender } from './trace-sender';
export { TraceExportModule, TracingModule } from './tracing.module';
export { TracingService } from './tracing.service';
