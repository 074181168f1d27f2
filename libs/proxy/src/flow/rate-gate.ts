import { DomainError } from '@renum/platform';

export interface RateLimit {
  requests: number;
  seconds: number;
}

/** Keys that were not heard of lately are let go once there are this many. */
const LIMIT = 20_000;

/**
 * Calls a time, by key, in this process: a bucket that holds `requests` and fills over `seconds`.
 * It is one number a key: when the bucket will be full again (GCRA).
 */
export class RateGate {
  private readonly fullAt = new Map<string, number>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @throws DomainError `too_many_requests`, which says when to come again, and if given whose limit it is. */
  pass(key: string, { requests, seconds }: RateLimit, whose?: string): void {
    const now = this.now();
    const full = this.next(key, { requests, seconds }, now, whose);
    if (this.fullAt.size >= LIMIT) this.sweep(now);
    this.fullAt.set(key, full);
  }

  /** As `pass`, but counts nothing. */
  check(key: string, limit: RateLimit): void {
    this.next(key, limit, this.now());
  }

  /** When the bucket will be full again if one more passes. */
  private next(key: string, { requests, seconds }: RateLimit, now: number, whose?: string): number {
    const period = seconds * 1000;
    const full = Math.max(this.fullAt.get(key) ?? now, now) + period / requests;
    if (full - now > period + 1e-6) throw tooMany(full - now - period, whose);
    return full;
  }

  private sweep(now: number): void {
    for (const [key, full] of this.fullAt) if (full <= now) this.fullAt.delete(key);
  }
}

function tooMany(waitMs: number, whose = 'Too many calls in a short time.'): DomainError {
  const details = { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
  return new DomainError('too_many_requests', whose, { details });
}
