import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { hangUp, REDIS, redisConfig, type RedisConfig } from '@renum/queues';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from 'ioredis';
import type { Server, ServerOptions } from 'socket.io';

/** Requests of clients are tiny: a run's id and a number. */
const MAX_REQUEST_BYTES = 16 * 1024;

/** Socket.IO on the app's own server, its processes joined through a Redis stream. */
export class LiveIoAdapter extends IoAdapter {
  private readonly redis: Redis;
  private readonly prefix: string;
  private readonly own: Redis[] = [];

  constructor(app: INestApplicationContext) {
    super(app);
    this.redis = app.get<Redis>(REDIS, { strict: false });
    this.prefix = app.get<RedisConfig>(redisConfig.KEY, { strict: false }).REDIS_PREFIX;
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server = super.createIOServer(port, {
      ...options,
      serveClient: false,
      maxHttpBufferSize: MAX_REQUEST_BYTES,
    } as ServerOptions);
    server.adapter(
      createAdapter(this.connection(), {
        streamName: `${this.prefix}:socket.io`,
        channelPrefix: `${this.prefix}:socket.io`,
        sessionKeyPrefix: `${this.prefix}:socket.io:session:`,
        maxLen: 1_000,
        // Its reader ends between two reads: a stopping process need not wait the default 5 s.
        blockTimeInMs: 500,
      }),
    );
    return server;
  }

  /** After the servers; a reader that waits for Redis to come back would never notice by itself. */
  override dispose(): Promise<void> {
    for (const each of this.own.splice(0)) hangUp(each);
    return super.dispose();
  }

  /**
   * Socket.IO's connection, and what it duplicates of it to read and to listen. Its adapter catches
   * nothing: a process stopped while these connect would end by an unhandled rejection.
   */
  private connection(): Redis {
    const copy = this.redis.duplicate();
    this.own.push(copy);
    copy.on('error', () => undefined);
    const subscribe = copy.subscribe.bind(copy);
    const forgiving = (names: string[]) => subscribe(...names).catch(() => undefined);
    return Object.assign(copy, { subscribe: forgiving, duplicate: () => this.connection() });
  }
}
