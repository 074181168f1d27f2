import { Injectable } from '@nestjs/common';
import { ClaimLoop } from '@renum/queues';
import { ExportClaims, type ClaimedExport } from './export-claims';
import { RunExporter } from './run-exporter';

/** Sends the traces that are due for as long as the process lives; after a stop, the same ones again. */
@Injectable()
export class ExportLoop extends ClaimLoop<ClaimedExport> {
  constructor(claims: ExportClaims, exporter: RunExporter) {
    const work = (wanted: ClaimedExport) => exporter.export(wanted);
    super({ claims, work, what: 'Traces', everyMs: 2_000, atOnce: 8 });
  }
}
