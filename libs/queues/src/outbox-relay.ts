import { setTimeout as delay } from 'node:timers/promises';
import { getQueueToken } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import { messageOf } from '@renum/platform';
import type { Queue } from 'bullmq';
import { QUEUE_RUNS, type RunJob } from './queues';

interface OutboxRow {
  id: string;
  payload: RunJob;
}

const BATCH = 200;
/** Publishing waits for Redis without end; a stopping process should not. */
const PATIENCE_MS = 2_000;

/**
 * Moves committed outbox rows to BullMQ. At least once: a crash between the two systems sends a job
 * again under the same id, and the claim of a run accepts only one.
 */
@Injectable()
export class OutboxRelay implements BeforeApplicationShutdown {
  private readonly logger = new Logger(OutboxRelay.name);
  private pump: Promise<void> | undefined;
  private again = false;
  private closed = false;

  constructor(
    private readonly database: PlatformDatabase,
    @Inject(getQueueToken(QUEUE_RUNS)) private readonly runs: Queue<RunJob>,
  ) {}

  /** Publishes what is committed, soon. Call it after a commit; it neither blocks nor throws. */
  kick(): void {
    if (this.closed) return;
    if (this.pump) {
      this.again = true;
      return;
    }
    this.pump = this.pumpUntilQuiet().finally(() => (this.pump = undefined));
  }

  private async pumpUntilQuiet(): Promise<void> {
    do {
      this.again = false;
      try {
        await this.drain();
      } catch (error) {
        // The row stays where it is and the keeper's poll takes it half a second later.
        this.logger.debug(`Publishing waits for the next poll: ${messageOf(error)}`);
      }
    } while (this.again && !this.closed);
  }

  /** Publishes everything that is committed now; returns how many rows. */
  async drain(): Promise<number> {
    let total = 0;
    for (;;) {
      const count = await this.publishBatch();
      total += count;
      if (count < BATCH) return total;
    }
  }

  private publishBatch(): Promise<number> {
    return this.database.transaction(async (em) => {
      // Several processes relay; each takes rows that no other has.
      const rows = await em.execute<OutboxRow[]>(
        `select id, payload from outbox where published_at is null and queue = ?
          order by created_at limit ${BATCH} for update skip locked`,
        [QUEUE_RUNS],
      );
      if (rows.length === 0) return 0;
      await this.runs.addBulk(
        rows.map(({ id, payload }) => ({ name: 'run', data: payload, opts: { jobId: id } })),
      );
      // An array parameter would be spread into a list of values.
      await em.execute(
        `update outbox set published_at = now()
          where id in (select jsonb_array_elements_text(cast(? as jsonb))::uuid)`,
        [JSON.stringify(rows.map(({ id }) => id))],
      );
      return rows.length;
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    await Promise.race([this.pump, delay(PATIENCE_MS, undefined, { ref: false })]);
  }
}
