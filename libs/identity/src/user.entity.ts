import { p, type InferEntity } from '@mikro-orm/postgresql';
import { idKey, platformEntity } from '@renum/database';

/** A person who can sign in. One account, however many tenants they are a member of. */
export const UserEntity = platformEntity('users', {
  id: idKey(),
  email: p.text(),
  name: p.text(),
  passwordHash: p.text().hidden(),
  operator: p.boolean(),
  failedAttempts: p.integer(),
  lockedUntil: p.datetime().nullable(),
  createdAt: p.datetime(),
  updatedAt: p.datetime().onUpdate(() => new Date()),
});
export type User = InferEntity<typeof UserEntity>;
