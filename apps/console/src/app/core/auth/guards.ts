import { inject } from '@angular/core';
import { type CanActivateFn, type CanMatchFn, Router } from '@angular/router';
import type { Role } from '@renum/contracts';
import { Session } from './session';

/** Signed in, or off to the sign-in and back here after it. */
export const signedIn: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  await session.restore();
  if (session.me()) return true;
  const next = state.url === '/' ? undefined : state.url;
  return router.createUrlTree(['/sign-in'], { queryParams: { next } });
};

/** Somebody who is signed in has no business at the sign-in. */
export const signedOut: CanActivateFn = async () => {
  const session = inject(Session);
  const router = inject(Router);
  await session.restore();
  return session.me() ? router.parseUrl(session.home()) : true;
};

/** `/` is where this person works. */
export const toHome: CanActivateFn = () => inject(Router).parseUrl(inject(Session).home());

/** Pages of a tenant need one; operators may be in none. */
export const inTenant: CanActivateFn = () => {
  const session = inject(Session);
  return session.tenant() ? true : inject(Router).parseUrl(session.home());
};

/**
 * A page that a role has no use for does not exist for it. Matching comes before all other guards,
 * so on a fresh load nobody has restored the session yet.
 */
export const atLeast = (role: Role): CanMatchFn => matches((session) => session.atLeast(role));

export const operator: CanMatchFn = matches((session) => session.isOperator());

function matches(allowed: (session: Session) => boolean): CanMatchFn {
  return async () => {
    const session = inject(Session);
    await session.restore();
    // Strangers pass here and are sent to the sign-in, not to "not found".
    return session.me() === undefined || allowed(session);
  };
}
