import type { Redis } from 'ioredis';

/**
 * Ends a connection for good; a second time changes nothing. Told to disconnect between two attempts
 * to reconnect, ioredis gives up the next one and leaves what waits for it hanging: one more attempt,
 * ended at once, turns that away.
 */
export function hangUp(redis: Redis): void {
  // For a connection that has ended ioredis would still start its timer.
  if (redis.status === 'end') return;
  redis.disconnect();
  if (redis.status !== 'reconnecting') return;
  redis.connect().catch(() => undefined);
  redis.disconnect();
}
