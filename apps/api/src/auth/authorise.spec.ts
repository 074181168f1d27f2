import type { Principal } from '@renum/tenants';
import { authorise } from './authorise';

const person: Principal = {
  userId: 'u',
  sessionFamily: 'f',
  operator: false,
  actor: { type: 'user', id: 'u' },
};
const builder: Principal = { ...person, tenantId: 't', role: 'builder', tenantState: 'active' };
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

describe('authorise', () => {
  const builders = { kind: 'roles', roles: ['owner', 'builder'] } as const;

  it('lets a member with the role in', () => {
    expect(() => authorise(builders, builder)).not.toThrow();
  });

  it('refuses another role, nobody in particular, and a former member', () => {
    const forbidden = refusal('forbidden');
    expect(() => authorise(builders, { ...builder, role: 'viewer' })).toThrow(forbidden);
    expect(() => authorise(builders, person)).toThrow(forbidden);
    expect(() => authorise(builders, { ...builder, role: undefined })).toThrow(forbidden);
  });

  it('refuses everything in a suspended tenant, to owners too', () => {
    const owner = { ...builder, role: 'owner', tenantState: 'suspended' } as const;
    expect(() => authorise(builders, owner)).toThrow(refusal('tenant_suspended'));
  });

  it('does not let an operator into a tenant, nor a member into the operators’ part', () => {
    const operator = { ...person, operator: true };
    expect(() => authorise(builders, operator)).toThrow(refusal('forbidden'));
    expect(() => authorise({ kind: 'operator' }, builder)).toThrow(refusal('forbidden'));
    expect(() => authorise({ kind: 'operator' }, operator)).not.toThrow();
  });
});
