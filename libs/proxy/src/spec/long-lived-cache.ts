import type * as Caches from '../flow/expiring-cache';

const { ExpiringCache } = jest.requireActual<typeof Caches>('../flow/expiring-cache');
const TIMES = 20;

/**
 * Keeps everything twenty times as long, so that a spec of what news do cannot take the end of a
 * value's time for them. Of use by
 * `jest.mock('…/flow/expiring-cache', () => jest.requireActual<object>('…/spec/long-lived-cache'))`.
 */
class LongLivedCache<V> extends ExpiringCache<V> {
  constructor(limit: number, ttl: (value: V) => number, now?: () => number) {
    super(limit, (value) => TIMES * ttl(value), now);
  }
}
export { LongLivedCache as ExpiringCache };
