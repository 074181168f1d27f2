import { AuditQueries, auditEntities } from '@renum/audit';
import { identityConfig, identityEntities } from '@renum/identity';
import { newId } from '@renum/platform';
import { createTestServices, testTenant, type TestServices, type TestTenant } from '@renum/testing';
import { vaultConfig, vaultEntities } from '@renum/vault';
import { tenantsEntities } from './index';
import { MembersService } from './members.service';
import { TenantsModule } from './tenants.module';

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });

describe('members', () => {
  let services: TestServices;
  let members: MembersService;
  let audit: AuditQueries;
  let tenant: TestTenant;

  beforeAll(async () => {
    services = await createTestServices();
    const module = await services.process({
      imports: [TenantsModule],
      entities: [...tenantsEntities, ...identityEntities, ...vaultEntities, ...auditEntities],
      slices: [identityConfig, vaultConfig],
    });
    members = module.get(MembersService);
    audit = module.get(AuditQueries, { strict: false });
  });
  afterAll(() => services.close());
  beforeEach(async () => {
    tenant = await testTenant(services.database);
  });

  it('lists the people of this tenant and of no other', async () => {
    const other = await testTenant(services.database);
    await other.member('admin');
    const { memberId, email } = await tenant.member('viewer');
    const list = await tenant.run(() => members.list());
    expect(list.map(({ id }) => id)).toEqual([tenant.owner.memberId, memberId]);
    expect(list[1]).toMatchObject({ email, role: 'viewer' });
  });

  it('answers not_found for a member of another tenant, whatever is asked', async () => {
    const other = await testTenant(services.database);
    const { memberId } = await other.member('viewer');
    await tenant.run(async () => {
      await expect(members.get(memberId)).rejects.toEqual(code('not_found'));
      await expect(members.changeRole(memberId, 'admin', 'owner')).rejects.toEqual(
        code('not_found'),
      );
      await expect(members.remove(memberId, 'owner')).rejects.toEqual(code('not_found'));
      await expect(members.get(newId())).rejects.toEqual(code('not_found'));
    });
    const [, untouched] = await other.run(() => members.list());
    expect(untouched?.role).toBe('viewer');
  });

  it('keeps the last owner', async () => {
    const { memberId } = tenant.owner;
    await tenant.run(async () => {
      await expect(members.remove(memberId, 'owner')).rejects.toEqual(code('conflict'));
      await expect(members.changeRole(memberId, 'admin', 'owner')).rejects.toEqual(
        code('conflict'),
      );
    });
  });

  it('keeps an owner when two owners demote each other at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const company = await testTenant(services.database);
      const second = await company.member('owner');
      await company.run(() =>
        Promise.allSettled([
          members.changeRole(second.memberId, 'viewer', 'owner'),
          members.changeRole(company.owner.memberId, 'viewer', 'owner'),
        ]),
      );
      const list = await company.run(() => members.list());
      expect(list.filter(({ role }) => role === 'owner')).toHaveLength(1);
    }
  });

  it('lets an admin manage everybody but owners', async () => {
    const builder = await tenant.member('builder');
    await tenant.run(async () => {
      const changed = await members.changeRole(builder.memberId, 'admin', 'admin');
      expect(changed.role).toBe('admin');
      await expect(members.changeRole(builder.memberId, 'owner', 'admin')).rejects.toEqual(
        code('forbidden'),
      );
      await expect(members.remove(tenant.owner.memberId, 'admin')).rejects.toEqual(
        code('forbidden'),
      );
    });
  });

  it('writes what was done, by whom, into the audit log', async () => {
    const viewer = await tenant.member('viewer');
    await tenant.run(async () => {
      await members.changeRole(viewer.memberId, 'builder', 'owner');
      await members.remove(viewer.memberId, 'owner');
      const { items } = await audit.list({ targetId: viewer.memberId, limit: 10 });
      expect(items.map(({ action }) => action)).toEqual(['member.removed', 'member.role_changed']);
      expect(items[0]).toMatchObject({ actorType: 'user', actorId: tenant.owner.userId });
      expect(items[1]?.detail).toEqual({ userId: viewer.userId, from: 'viewer', to: 'builder' });
    });
  });
});
