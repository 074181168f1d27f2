import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { messageOf } from '@renum/platform';
import { Pump } from '@renum/queues';
import { ExportClaims, type ClaimedExport } from './export-claims';
import { RunExporter } from './run-exporter';

const PRUNE_EVERY_MS = 3_600_000;

/** Sends the traces that are due for as long as the process lives. */
@Injectable()
export class ExportLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(ExportLoop.name);
  private readonly pump: Pump<ClaimedExport>;
  private prunedAt = 0;

  constructor(
    private readonly claims: ExportClaims,
    exporter: RunExporter,
  ) {
    this.pump = new Pump({
      take: (room) => this.take(room),
      work: (wanted) => exporter.export(wanted),
      failed: (error) => this.log.warn(`Traces wait for the next look: ${messageOf(error)}`),
      everyMs: 2_000,
      atOnce: 8,
      // A stop has 30 s for all: what takes longer is sent again, as the same trace.
      patienceMs: 5_000,
    });
  }

  onApplicationBootstrap(): void {
    this.pump.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.pump.close();
  }

  private async take(room: number): Promise<ClaimedExport[]> {
    if (Date.now() - this.prunedAt > PRUNE_EVERY_MS) {
      this.prunedAt = Date.now();
      await this.claims.prune();
    }
    return this.claims.due(room);
  }
}
