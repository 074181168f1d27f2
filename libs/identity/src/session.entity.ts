import { p, type InferEntity } from '@mikro-orm/postgresql';
import { idKey, platformEntity } from '@renum/database';

/** One refresh token. A family is one sign-in; its tokens replace one another. */
export const SessionEntity = platformEntity('sessions', {
  id: idKey(),
  familyId: p.uuid(),
  userId: p.uuid(),
  /** The tenant that the person works in; changes when they switch. */
  tenantId: p.uuid().nullable(),
  tokenHash: p.blob(),
  userAgent: p.text(),
  createdAt: p.datetime(),
  expiresAt: p.datetime(),
  usedAt: p.datetime().nullable(),
  revokedAt: p.datetime().nullable(),
});
export type Session = InferEntity<typeof SessionEntity>;
