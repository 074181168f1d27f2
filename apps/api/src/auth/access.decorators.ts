import {
  applyDecorators,
  createParamDecorator,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import type { Role } from '@renum/contracts';
import type { Principal } from '@renum/tenants';
import type { Request } from 'express';

/** Who may use a route. Every route says it; one that is silent is closed to everybody. */
export type Access =
  | { kind: 'public' }
  | { kind: 'signed-in' }
  | { kind: 'roles'; roles: readonly Role[] }
  | { kind: 'operator' };

export const ACCESS = Symbol('renum:access');

const declare = (access: Access) => SetMetadata(ACCESS, access);

/** Anybody, without a token. */
export const Public = () =>
  // The empty requirement is what OpenAPI calls "no security".
  applyDecorators(declare({ kind: 'public' }), ApiSecurity({}));

/** Anybody who is signed in, in a tenant or not: only for what concerns the person alone. */
export const SignedIn = () => declare({ kind: 'signed-in' });

/** Members of the current tenant with one of these roles. The tenant must not be suspended. */
export const Roles = (...roles: [Role, ...Role[]]) => declare({ kind: 'roles', roles });

/** Platform staff. There is no tenant context on such a route. */
export const Operator = () => declare({ kind: 'operator' });

/** The guard puts it there: routes that are not public always have one. */
export type PrincipalRequest = Request & { user?: Principal };

/** The person behind the request, as admitted by the guard. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { user } = context.switchToHttp().getRequest<PrincipalRequest>();
  if (!user) throw new Error('@CurrentUser() stands on a public route.');
  return user;
});
