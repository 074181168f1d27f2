import { DomainError } from '@renum/platform';
import type { Principal } from '@renum/tenants';
import type { Access } from './access.decorators';

/** Whether this person may use a route with this access; throws the reason when not. */
export function authorise(access: Exclude<Access, { kind: 'public' }>, who: Principal): void {
  switch (access.kind) {
    case 'signed-in':
      if (who.actor.type !== 'user') throw forbidden('This is for people, not for API keys.');
      return;
    case 'operator':
      if (!who.operator) throw forbidden('Only operators of the platform may do this.');
      return;
    case 'roles':
      if (!who.tenantId || !who.role) throw forbidden('You are not a member of this tenant.');
      if (who.tenantState === 'suspended') {
        throw new DomainError('tenant_suspended', 'This tenant is suspended.');
      }
      if (!access.roles.includes(who.role)) {
        throw forbidden(`This needs one of these roles: ${access.roles.join(', ')}.`);
      }
      return;
    default:
      access satisfies never;
  }
}

const forbidden = (message: string): DomainError => new DomainError('forbidden', message);
