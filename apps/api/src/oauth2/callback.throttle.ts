import { Injectable, type ExecutionContext } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerLimitDetail } from '@nestjs/throttler';
import { DomainError } from '@renum/platform';

/** Nobody guesses states; but nobody may make us look for them all day either. */
@Injectable()
export class CallbackThrottle extends ThrottlerGuard {
  protected override throwThrottlingException(
    _context: ExecutionContext,
    { timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    const message = 'Too many accounts were connected from here. Wait a little and try again.';
    const details = { retryAfterSeconds: timeToBlockExpire };
    return Promise.reject(new DomainError('too_many_requests', message, { details }));
  }
}
