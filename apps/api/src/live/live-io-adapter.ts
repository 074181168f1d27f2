import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { REDIS, redisConfig, type RedisConfig } from '@renum/queues';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from 'ioredis';
import type { Server, ServerOptions } from 'socket.io';

/** Requests of clients are tiny: a run's id and a number. */
const MAX_REQUEST_BYTES = 16 * 1024;

/** Socket.IO on the app's own server, its processes joined through a Redis stream. */
export class LiveIoAdapter extends IoAdapter {
  private readonly redis: Redis;
  private readonly prefix: string;

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
      createAdapter(this.redis, {
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
}
