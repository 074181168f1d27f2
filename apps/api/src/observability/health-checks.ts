import { Inject, Injectable } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import type { HealthCheck } from '@renum/platform';
import { REDIS } from '@renum/queues';
import type { Redis } from 'ioredis';

/** A worker says so every five seconds; after these it is taken for gone. */
const HEARTBEAT_SECONDS = 20;

@Injectable()
export class DatabaseCheck implements HealthCheck {
  readonly name = 'database';
  constructor(private readonly database: PlatformDatabase) {}

  async check() {
    await this.database.ping();
    return { ok: true, detail: 'answers' };
  }
}

@Injectable()
export class RedisCheck implements HealthCheck {
  readonly name = 'redis';
  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  async check() {
    await this.redis.ping();
    return { ok: true, detail: 'answers' };
  }
}

/** Docker as the workers see it: this process has no access to it, on purpose. */
@Injectable()
export class DockerCheck implements HealthCheck {
  readonly name = 'docker';
  constructor(private readonly database: PlatformDatabase) {}

  async check() {
    const [row] = await this.database.transaction((em) =>
      em.execute<{ workers: number; able: number }[]>(
        `select count(*)::int as workers, count(*) filter (where docker_ok)::int as able
          from workers where heartbeat_at > now() - make_interval(secs => ?)`,
        [HEARTBEAT_SECONDS],
      ),
    );
    const { workers, able } = row ?? { workers: 0, able: 0 };
    if (workers === 0) return { ok: false, detail: 'no worker is alive' };
    return { ok: able > 0, detail: `${able} of ${workers} workers reach Docker` };
  }
}
