import { Inject, Injectable, Logger } from '@nestjs/common';
import type { RunEvent } from '@renum/contracts';
import { REDIS, redisConfig, type RedisConfig } from '@renum/queues';
import type { Redis } from 'ioredis';
import { isForClients } from '../runs/stored-events';
import { withTimeout } from './with-timeout';
import { LiveReader, type LiveHandler } from './live-reader';

const RUN_LENGTH = 5_000;
const RUN_SECONDS = 3_600;
const LIVE_LENGTH = 20_000;
const COMMAND_MS = 1_000;

/**
 * Adds each event to its run's stream and to the one that all viewers' processes read. The number
 * is the entry's id, so Redis itself refuses what was published before or comes out of order.
 * KEYS: run stream, live stream. ARGV: lengths, seconds, tenant, run, then number and JSON in turn.
 */
const PUBLISH = `
local added = 0
for i = 6, #ARGV, 2 do
  local entry = redis.pcall('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], ARGV[i] .. '-0', 'e', ARGV[i + 1])
  if type(entry) ~= 'table' then
    redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*', 't', ARGV[4], 'r', ARGV[5], 'e', ARGV[i + 1])
    added = added + 1
  end
end
redis.call('EXPIRE', KEYS[1], ARGV[3])
return added`;

/**
 * Live events on Redis streams. It is a shortcut, not a memory: what must survive is in PostgreSQL
 * before it comes here, so a Redis that is away costs viewers smoothness and nothing else.
 */
@Injectable()
export class LiveBus {
  private readonly log = new Logger(LiveBus.name);
  private away = false;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(redisConfig.KEY) private readonly config: RedisConfig,
  ) {}

  /** Publishes events of one tenant, in order. Never throws: the caller has stored what counts. */
  async publish(tenantId: string, events: readonly RunEvent[]): Promise<void> {
    const byRun = Map.groupBy(events.filter(isForClients), ({ runId }) => runId);
    try {
      for (const [runId, batch] of byRun) {
        const entries = batch.flatMap((event) => [event.seq, JSON.stringify(event)]);
        const bounds = [RUN_LENGTH, LIVE_LENGTH, RUN_SECONDS];
        const keys = [this.runKey(runId), this.liveKey];
        await this.brief(() =>
          this.redis.eval(PUBLISH, 2, ...keys, ...bounds, tenantId, runId, ...entries),
        );
      }
    } catch (error) {
      this.log.warn({ err: error, tenantId }, 'Live events were not published');
    }
  }

  /** What the run's stream still has after number `after`, ascending; deltas included. */
  async read(runId: string, after: number): Promise<RunEvent[]> {
    try {
      const key = this.runKey(runId);
      const entries = await this.brief(() => this.redis.xrange(key, `(${after}-0`, '+'));
      return entries.map(([, fields]) => JSON.parse(fields[1] ?? '') as RunEvent);
    } catch (error) {
      this.log.warn({ err: error, runId }, 'The live stream of a run cannot be read');
      return [];
    }
  }

  /** Follows all runs from now on, on one connection of its own. One follower a process. */
  follow(handler: LiveHandler): Promise<LiveReader> {
    return LiveReader.start(this.redis, this.liveKey, handler);
  }

  /** A shared connection waits through an outage; a run must not wait along at each of its steps. */
  private async brief<T>(command: () => Promise<T>): Promise<T> {
    if (this.away && this.redis.status !== 'ready') throw new Error('Redis is away');
    try {
      const result = await withTimeout(command(), COMMAND_MS);
      this.away = false;
      return result;
    } catch (error) {
      this.away = true;
      throw error;
    }
  }

  private get liveKey(): string {
    return `${this.config.REDIS_PREFIX}:live`;
  }

  private runKey(runId: string): string {
    return `${this.config.REDIS_PREFIX}:run:${runId}`;
  }
}
