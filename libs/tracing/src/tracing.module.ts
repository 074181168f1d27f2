import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { VaultModule } from '@renum/vault';
import { ExportClaims } from './export-claims';
import { ExportLoop } from './export-loop';
import { RunExporter } from './run-exporter';
import { RunReader } from './run-reader';
import { TracingService } from './tracing.service';

/** Settings and exports. The way to the outside, `TRACE_SENDER`, is a global module's. */
@Module({
  imports: [AuditModule, VaultModule],
  providers: [TracingService, RunReader, ExportClaims, RunExporter],
  exports: [TracingService, ExportClaims, RunExporter],
})
export class TracingModule {}

/** Import it, and the process sends what is due. */
@Module({
  imports: [TracingModule],
  providers: [ExportLoop],
})
export class TraceExportModule {}
