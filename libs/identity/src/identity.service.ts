import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { LockMode } from '@mikro-orm/postgresql';
import { PlatformDatabase } from '@renum/database';
import { DomainError } from '@renum/platform';
import { pauseAfter } from './lockout';
import { verifyPassword } from './passwords';
import { UserEntity, type User } from './user.entity';
import { normalizeEmail, UsersService } from './users.service';

/** A refusal takes at least this long, whatever it was that did not fit. */
const REFUSAL_MS = 250;

/** Checks who somebody is. */
@Injectable()
export class IdentityService {
  private readonly logger = new Logger(IdentityService.name);

  constructor(
    private readonly database: PlatformDatabase,
    private readonly users: UsersService,
  ) {}

  /**
   * The user with this email and password. A wrong email, a wrong password and a paused account
   * get the same answer after the same time: none of them tells whether the account exists.
   */
  async authenticate(email: string, password: string): Promise<User> {
    const floor = delay(REFUSAL_MS);
    const known = await this.users.findByEmail(email);
    const right = await verifyPassword(password, known?.passwordHash);
    if (await this.settle(normalizeEmail(email), right, new Date())) {
      // `right` is only ever true for a user that exists.
      if (known) return known;
    }
    await floor;
    throw new DomainError(
      'invalid_credentials',
      'Email or password is wrong. After several failures, sign-in pauses for a while.',
    );
  }

  /**
   * Counts the attempt under a row lock: of a burst of parallel guesses, those after the last free
   * one find the account paused, right or not. Attempts during a pause change nothing, so that a
   * stranger cannot prolong it.
   */
  private settle(email: string, right: boolean, now: Date): Promise<boolean> {
    return this.database.transaction(async (em) => {
      const user = await em.findOne(
        UserEntity,
        { email },
        { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
      );
      if (!user || (user.lockedUntil && user.lockedUntil > now)) return false;
      if (right) {
        if (user.failedAttempts > 0) Object.assign(user, { failedAttempts: 0, lockedUntil: null });
        return true;
      }
      user.failedAttempts += 1;
      const pause = pauseAfter(user.failedAttempts);
      user.lockedUntil = pause > 0 ? new Date(now.getTime() + pause) : null;
      if (pause > 0) {
        const times = `${user.failedAttempts} wrong passwords`;
        this.logger.warn(`Sign-in of user ${user.id} pauses for ${pause / 1000} s after ${times}.`);
      }
      return false;
    });
  }
}
