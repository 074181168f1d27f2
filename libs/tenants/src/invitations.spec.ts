import { auditEntities } from '@renum/audit';
import { hashOpaqueToken, identityConfig, identityEntities } from '@renum/identity';
import { createTestServices, testTenant, type TestServices, type TestTenant } from '@renum/testing';
import { vaultConfig, vaultEntities } from '@renum/vault';
import { Acceptance } from './acceptance.service';
import { tenantsEntities } from './index';
import { InvitationsService } from './invitations.service';
import { MembershipsService } from './memberships.service';
import { TenantsModule } from './tenants.module';

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });
const password = 'correct horse battery';
let counter = 0;
const newEmail = () => `guest-${(counter += 1)}@example.test`;
const tokenIn = (acceptUrl = '') => new URL(acceptUrl).hash.replace('#token=', '');

describe('invitations', () => {
  let services: TestServices;
  let invitations: InvitationsService;
  let acceptance: Acceptance;
  let memberships: MembershipsService;
  let tenant: TestTenant;

  beforeAll(async () => {
    services = await createTestServices();
    const module = await services.process({
      imports: [TenantsModule],
      entities: [...tenantsEntities, ...identityEntities, ...vaultEntities, ...auditEntities],
      slices: [identityConfig, vaultConfig],
    });
    invitations = module.get(InvitationsService);
    acceptance = module.get(Acceptance);
    memberships = module.get(MembershipsService);
  });
  afterAll(() => services.close());
  beforeEach(async () => {
    tenant = await testTenant(services.database);
  });

  const invite = async (email = newEmail(), company = tenant) => {
    const request = { email, role: 'builder' as const, invitedBy: company.owner.userId };
    const view = await company.run(() => invitations.create(request, 'owner'));
    return { ...view, token: tokenIn(view.acceptUrl) };
  };

  it('makes an account and a member of somebody new', async () => {
    const { token, email } = await invite();
    const { userId, tenantId } = await acceptance.accept({ token, name: 'Guest', password });
    expect(tenantId).toBe(tenant.id);
    expect(await memberships.of(userId)).toMatchObject([{ tenantId, role: 'builder' }]);
    expect(email).toContain('@example.test');
    expect(await tenant.run(() => invitations.list())).toEqual([]);
  });

  it('joins an account that exists, but only for who knows its password', async () => {
    const email = newEmail();
    const first = await invite(email);
    const { userId } = await acceptance.accept({ token: first.token, name: 'Guest', password });
    const other = await testTenant(services.database);
    const second = await invite(email, other);
    const wrong = { token: second.token, password: 'something else entirely' };
    await expect(acceptance.accept(wrong)).rejects.toEqual(code('invalid_credentials'));
    await acceptance.accept({ token: second.token, password });
    const places = await memberships.of(userId);
    expect(places.map(({ tenantId }) => tenantId)).toEqual([tenant.id, other.id]);
  });

  it('says whose it is as long as it can be accepted, and is not used up by that', async () => {
    const { token } = await invite();
    const [{ name } = { name: '' }] = await services.database.platform.transaction((em) =>
      em.execute<{ name: string }[]>('select name from tenants where id = ?', [tenant.id]),
    );
    expect(await acceptance.tenantNameOf(token)).toBe(name);
    expect(await acceptance.tenantNameOf(token)).toBe(name);
    const suspend = (state: string) =>
      services.database.platform.transaction((em) =>
        em.execute('update tenants set state = ? where id = ?', [state, tenant.id]),
      );
    await suspend('suspended');
    expect(await acceptance.tenantNameOf(token)).toBeUndefined();
    await suspend('active');
    await acceptance.accept({ token, name: 'Guest', password });
    expect(await acceptance.tenantNameOf(token)).toBeUndefined();
  });

  it('works once, also when the link is clicked twice at the same moment', async () => {
    const { token } = await invite();
    const clicks = await Promise.allSettled(
      Array.from({ length: 5 }, () => acceptance.accept({ token, name: 'Guest', password })),
    );
    expect(clicks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(acceptance.accept({ token, password })).rejects.toEqual(code('not_found'));
  });

  it('refuses a link that was taken back, replaced, has expired or is made up', async () => {
    const revoked = await invite();
    await tenant.run(() => invitations.revoke(revoked.id));
    const replaced = await invite();
    await invite(replaced.email);
    const expired = await invite();
    await services.database.platform.transaction((em) =>
      em.execute('update invitations set expires_at = now() where token_hash = ?', [
        hashOpaqueToken(expired.token),
      ]),
    );
    for (const token of [revoked.token, replaced.token, expired.token, 'made up']) {
      const request = { token, name: 'Guest', password };
      await expect(acceptance.accept(request)).rejects.toEqual(code('not_found'));
      expect(await acceptance.tenantNameOf(token)).toBeUndefined();
    }
  });

  it('refuses while the tenant is suspended', async () => {
    const { token } = await invite();
    await services.database.platform.transaction((em) =>
      em.execute(`update tenants set state = 'suspended' where id = ?`, [tenant.id]),
    );
    const request = { token, name: 'Guest', password };
    await expect(acceptance.accept(request)).rejects.toEqual(code('tenant_suspended'));
  });

  it('cannot take back an invitation of another tenant', async () => {
    const other = await testTenant(services.database);
    const { id } = await invite(newEmail(), other);
    await tenant.run(() => expect(invitations.revoke(id)).rejects.toEqual(code('not_found')));
    expect(await other.run(() => invitations.list())).toHaveLength(1);
  });

  it('does not invite members, nor owners on an admin’s word', async () => {
    const { token, email } = await invite();
    await acceptance.accept({ token, name: 'Guest', password });
    const invitedBy = tenant.owner.userId;
    await tenant.run(async () => {
      const again = invitations.create({ email, role: 'viewer', invitedBy }, 'owner');
      await expect(again).rejects.toEqual(code('conflict'));
      const owner = { email: newEmail(), role: 'owner' as const, invitedBy };
      await expect(invitations.create(owner, 'admin')).rejects.toEqual(code('forbidden'));
    });
  });

  it('stores the token as a hash and shows it in the fragment only', async () => {
    const { acceptUrl, token } = await invite();
    expect(new URL(acceptUrl ?? '').search).toBe('');
    const rows = await services.database.platform.transaction((em) =>
      em.execute('select * from invitations'),
    );
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});
