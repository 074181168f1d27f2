import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { DomainError } from '@renum/platform';
import { ACCESS, type Access, type PrincipalRequest } from './access.decorators';
import { ACCESS_STRATEGY } from './access.strategy';
import { authorise } from './authorise';

/** Stands before every route of the app. A route that does not say who may use it stays closed. */
@Injectable()
export class AccessGuard extends AuthGuard(ACCESS_STRATEGY) implements CanActivate {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    // Sockets authenticate when they connect and when they join, before any message gets here.
    if (context.getType() !== 'http') return true;
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!access) throw new DomainError('forbidden', 'This route does not say who may use it.');
    if (access.kind === 'public') return true;
    await super.canActivate(context);
    const { user } = context.switchToHttp().getRequest<PrincipalRequest>();
    if (!user) throw new DomainError('unauthenticated', 'Sign in first.');
    authorise(access, user);
    return true;
  }
}
