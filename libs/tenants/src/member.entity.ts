import { p, type InferEntity } from '@mikro-orm/postgresql';
import type { Role } from '@renum/contracts';
import { tenantEntity } from '@renum/database';

/** A user in a tenant, with a role. */
export const MemberEntity = tenantEntity('members', {
  userId: p.uuid(),
  role: p.text().$type<Role>(),
  createdAt: p.datetime(),
  updatedAt: p.datetime().onUpdate(() => new Date()),
});
export type Member = InferEntity<typeof MemberEntity>;
