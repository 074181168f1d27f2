import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { tenantContext } from '@renum/platform';
import type { Observable } from 'rxjs';
import { ACCESS, type Access, type PrincipalRequest } from './access.decorators';

/**
 * Runs the rest of the request (pipes, handler, what it awaits) in the tenant that the guard has
 * admitted. A guard cannot do this itself: its asynchronous context ends when it answers.
 */
@Injectable()
export class TenantContextInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (context.getType() !== 'http' || access?.kind !== 'roles') return next.handle();
    const { user } = context.switchToHttp().getRequest<PrincipalRequest>();
    if (!user?.tenantId) return next.handle();
    const scope = { tenantId: user.tenantId, actor: user.actor };
    // Nest binds the handler to the context in which `handle` is called.
    return tenantContext.run(scope, () => next.handle());
  }
}
