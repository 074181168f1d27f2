import { Logger } from '@nestjs/common';
import type { RunEvent } from '@renum/contracts';
import { hangUp } from '@renum/queues';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';

export type LiveHandler = (tenantId: string, event: RunEvent) => void;

const BLOCK_MS = 2_000;
const COUNT = 500;
const RETRY_MS = 500;

/** The one blocked stream reader of a process. Survives a Redis that goes away and comes back. */
export class LiveReader {
  private readonly log = new Logger(LiveReader.name);
  private stopped = false;
  private finished: Promise<void> = Promise.resolve();

  private constructor(
    private readonly connection: Redis,
    private readonly key: string,
    private readonly handler: LiveHandler,
  ) {
    this.connection.on('error', (error) => {
      if (!this.stopped) this.log.warn({ err: error }, 'The live stream connection failed');
    });
  }

  static async start(redis: Redis, key: string, handler: LiveHandler): Promise<LiveReader> {
    const connection = redis.duplicate({ maxRetriesPerRequest: null });
    const reader = new LiveReader(connection, key, handler);
    // A position, not `$`: between two reads `$` would skip what came in meanwhile.
    try {
      const [newest] = await redis.xrevrange(key, '+', '-', 'COUNT', 1);
      reader.finished = reader.loop(newest?.[0] ?? '0-0');
      return reader;
    } catch (error) {
      await reader.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    hangUp(this.connection);
    await this.finished;
  }

  private async loop(position: string): Promise<void> {
    while (!this.stopped) {
      try {
        position = await this.readOnce(position);
      } catch (error) {
        if (this.stopped) return;
        this.log.warn({ err: error }, 'Reading live events failed');
        await sleep(RETRY_MS);
      }
    }
  }

  private async readOnce(position: string): Promise<string> {
    const options = ['COUNT', COUNT, 'BLOCK', BLOCK_MS, 'STREAMS', this.key, position] as const;
    const streams = await this.connection.xread(...options);
    for (const [id, fields] of streams?.[0]?.[1] ?? []) {
      position = id;
      this.handle(fields);
    }
    return position;
  }

  private handle(fields: string[]): void {
    const [, tenantId = '', , , , json = ''] = fields;
    try {
      this.handler(tenantId, JSON.parse(json) as RunEvent);
    } catch (error) {
      this.log.error({ err: error }, 'A live event could not be handed on');
    }
  }
}
