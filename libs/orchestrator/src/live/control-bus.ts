import { Inject, Injectable, Logger } from '@nestjs/common';
import { hangUp, REDIS, redisConfig, type RedisConfig } from '@renum/queues';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { withTimeout } from './with-timeout';

/**
 * Words to whichever worker holds a run or an instance. They only hurry what the database says
 * already (`stop_requested_at`, `stopping`): a lost one is found at the next renewal or sweep.
 */
export const controlMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run.stop'), tenantId: z.uuid(), runId: z.uuid() }),
  z.object({ type: z.literal('instance.stop'), tenantId: z.uuid(), instanceId: z.uuid() }),
]);
export type ControlMessage = z.infer<typeof controlMessage>;

@Injectable()
export class ControlBus {
  private readonly log = new Logger(ControlBus.name);

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(redisConfig.KEY) private readonly config: RedisConfig,
  ) {}

  async publish(message: ControlMessage): Promise<void> {
    try {
      await withTimeout(this.redis.publish(this.channel, JSON.stringify(message)), 1_000);
    } catch (error) {
      this.log.warn({ err: error, message }, 'A control message was not published');
    }
  }

  /** Listens on a connection of its own; the returned function ends it. */
  async follow(handler: (message: ControlMessage) => void): Promise<() => void> {
    const connection = this.redis.duplicate({ maxRetriesPerRequest: null });
    connection.on('error', (error) => this.log.warn({ err: error }, 'Control connection failed'));
    connection.on('message', (_channel, text) => {
      const parsed = parse(text);
      if (parsed) handler(parsed);
      else this.log.warn('A control message of unknown form was ignored');
    });
    try {
      await connection.subscribe(this.channel);
    } catch (error) {
      hangUp(connection);
      throw error;
    }
    return () => hangUp(connection);
  }

  private get channel(): string {
    return `${this.config.REDIS_PREFIX}:control`;
  }
}

function parse(text: string): ControlMessage | undefined {
  try {
    return controlMessage.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
