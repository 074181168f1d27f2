import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import { AuditService } from '@renum/audit';
import { PlatformDatabase } from '@renum/database';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { AccessChanges } from './access-changes.service';
import { DAY_MS, identityConfig, type IdentityConfig } from './identity.config';
import { hashOpaqueToken, newOpaqueToken } from './opaque-token';
import { decideRefresh } from './refresh-decision';
import { SessionEntity, type Session } from './session.entity';
import { timeOfId } from './time-of-id';

/** A refresh token in clear, on its way into the cookie. It is nowhere else. */
export interface IssuedSession {
  token: string;
  familyId: string;
  userId: string;
  tenantId?: string;
  expiresAt: Date;
}

export interface SessionOwner {
  userId: string;
  tenantId?: string;
  userAgent?: string;
}

/** Sign-ins and their refresh tokens. */
@Injectable()
export class SessionsService {
  private readonly logger = new Logger(SessionsService.name);

  constructor(
    private readonly database: PlatformDatabase,
    private readonly changes: AccessChanges,
    private readonly audit: AuditService,
    @Inject(identityConfig.KEY) private readonly config: IdentityConfig,
  ) {}

  /** Begins a family. */
  open(owner: SessionOwner): Promise<IssuedSession> {
    return this.database.transaction(async (em) => {
      // The one regular moment to forget what no cookie can refer to any more.
      await em.nativeDelete(SessionEntity, {
        userId: owner.userId,
        expiresAt: { $lt: new Date() },
      });
      return this.issue(em, newId(), owner);
    });
  }

  /** Exchanges a refresh token for its successor; a token that was copied ends its family. */
  async rotate(token: string, userAgent = ''): Promise<IssuedSession> {
    const outcome = await this.database.transaction(async (em) => {
      const session = await this.lockFamilyOf(em, token);
      if (!session) return 'dead' as const;
      const decision = decideRefresh(session, new Date());
      switch (decision) {
        case 'dead':
          return decision;
        case 'reused':
          await this.endFamily(em, session.familyId);
          await this.recordReuse(em, session);
          return { reused: session.familyId };
        case 'rotate':
        case 'rotate_again':
          session.usedAt ??= new Date();
          return this.issue(em, session.familyId, {
            userId: session.userId,
            tenantId: session.tenantId ?? undefined,
            userAgent,
          });
        default:
          return decision satisfies never;
      }
    });
    // Thrown outside: an exception inside would roll the family's end back.
    if (typeof outcome === 'object' && 'reused' in outcome) {
      await this.changes.announce({ sessionFamily: outcome.reused });
      throw new DomainError(
        'session_reused',
        'This session was used from a second place and has been ended. Sign in again.',
      );
    }
    if (outcome === 'dead') throw new DomainError('unauthenticated', 'The session is over.');
    return outcome;
  }

  /** The family goes on in another tenant. */
  async moveTo(familyId: string, tenantId: string): Promise<void> {
    await this.database.transaction(async (em) => {
      await lockFamily(em, familyId);
      await em.nativeUpdate(SessionEntity, { familyId }, { tenantId });
    });
  }

  /** Signs out by cookie. A token that is unknown or already dead is no error. */
  async end(token: string): Promise<void> {
    const sessionFamily = await this.database.transaction(async (em) => {
      const session = await this.lockFamilyOf(em, token);
      if (!session) return undefined;
      await this.endFamily(em, session.familyId);
      return session.familyId;
    });
    if (sessionFamily !== undefined) await this.changes.announce({ sessionFamily });
  }

  private async issue(
    em: EntityManager,
    familyId: string,
    owner: SessionOwner,
  ): Promise<IssuedSession> {
    const token = newOpaqueToken();
    const now = Date.now();
    const bound = timeOfId(familyId) + this.config.SESSION_MAX_DAYS * DAY_MS;
    const expiresAt = new Date(Math.min(now + this.config.REFRESH_TOKEN_DAYS * DAY_MS, bound));
    await em.insert(SessionEntity, {
      id: newId(),
      familyId,
      userId: owner.userId,
      tenantId: owner.tenantId ?? null,
      tokenHash: hashOpaqueToken(token),
      userAgent: (owner.userAgent ?? '').slice(0, 300),
      createdAt: new Date(now),
      expiresAt,
    });
    return { token, familyId, userId: owner.userId, tenantId: owner.tenantId, expiresAt };
  }

  /** The token's row, read again after the family's lock is held. */
  private async lockFamilyOf(em: EntityManager, token: string): Promise<Session | null> {
    const where = { tokenHash: hashOpaqueToken(token) };
    const found = await em.findOne(SessionEntity, where);
    if (!found) return null;
    await lockFamily(em, found.familyId);
    return em.findOne(SessionEntity, where, { refresh: true });
  }

  private async recordReuse(em: EntityManager, { familyId, userId, tenantId }: Session) {
    this.logger.warn(`Session ${familyId} of user ${userId} was used twice and has been ended.`);
    if (!tenantId) return;
    const record = { action: 'session.reused', targetType: 'session', targetId: familyId };
    await tenantContext.run({ tenantId, actor: { type: 'user', id: userId } }, () =>
      this.audit.record(em, record),
    );
  }

  private async endFamily(em: EntityManager, familyId: string): Promise<void> {
    const revokedAt = new Date();
    await em.nativeUpdate(SessionEntity, { familyId, revokedAt: null }, { revokedAt });
  }
}

/**
 * Row locks are not enough: a family's end would miss the successor that a parallel rotation is
 * just inserting.
 */
async function lockFamily(em: EntityManager, familyId: string): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`session:${familyId}`]);
}
