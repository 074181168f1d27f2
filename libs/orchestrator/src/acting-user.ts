import { tenantContext } from '@renum/platform';

/** The person behind the current work, if it is one. */
export function actingUser(): string | null {
  const { actor } = tenantContext.current();
  return actor.type === 'user' ? (actor.id ?? null) : null;
}
