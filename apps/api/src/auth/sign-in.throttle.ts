import { Injectable, type ExecutionContext } from '@nestjs/common';
import {
  ThrottlerGuard,
  type ThrottlerLimitDetail,
  type ThrottlerOptions,
} from '@nestjs/throttler';
import { normalizeEmail } from '@renum/identity';
import { DomainError } from '@renum/platform';
import type { AuthConfig } from './auth.config';

const MINUTE_MS = 60_000;

/** Guards run before validation: the body may be anything. */
function emailIn(body: unknown): string {
  const email = typeof body === 'object' && body !== null && 'email' in body ? body.email : '';
  return typeof email === 'string' ? normalizeEmail(email).slice(0, 254) : '';
}

export const signInThrottlers = (config: AuthConfig): ThrottlerOptions[] => [
  { name: 'address', ttl: MINUTE_MS, limit: config.SIGN_IN_PER_MINUTE_PER_ADDRESS },
  {
    name: 'account',
    ttl: MINUTE_MS,
    limit: config.SIGN_IN_PER_MINUTE,
    getTracker: (request) => `${String(request.ip)} ${emailIn(request.body)}`,
  },
];

/** Slows down whoever tries passwords, long before it costs us argon2 work. */
@Injectable()
export class SignInThrottle extends ThrottlerGuard {
  protected override throwThrottlingException(
    _context: ExecutionContext,
    { timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    const message = 'Too many sign-ins. Wait a little and try again.';
    const details = { retryAfterSeconds: timeToBlockExpire };
    return Promise.reject(new DomainError('too_many_requests', message, { details }));
  }
}
