import { auditEntities } from '@renum/audit';
import { AccessTokens, identityConfig, identityEntities, SessionsService } from '@renum/identity';
import { createTestServices, testTenant, type TestServices, type TestTenant } from '@renum/testing';
import { vaultConfig, vaultEntities } from '@renum/vault';
import { Admission } from './admission.service';
import { tenantsEntities } from './index';
import { MembersService } from './members.service';
import { StandingCache } from './standing';
import { TenantsModule } from './tenants.module';
import { TenantsService } from './tenants.service';

const refused = expect.objectContaining({ code: 'unauthenticated' }) as unknown;

/** Two processes: what one of them does must hold in the other. */
describe('admission', () => {
  let services: TestServices;
  let here: { sessions: SessionsService; tokens: AccessTokens; members: MembersService };
  let tenants: TenantsService;
  let there: Admission;
  let tenant: TestTenant;

  const start = () =>
    services.process({
      imports: [TenantsModule],
      entities: [...tenantsEntities, ...identityEntities, ...vaultEntities, ...auditEntities],
      slices: [identityConfig, vaultConfig],
    });

  beforeAll(async () => {
    services = await createTestServices();
    const [first, second] = [await start(), await start()];
    here = {
      sessions: first.get(SessionsService, { strict: false }),
      tokens: first.get(AccessTokens, { strict: false }),
      members: first.get(MembersService),
    };
    tenants = first.get(TenantsService);
    there = second.get(Admission);
    Object.assign(there, { cache: new StandingCache(3_600_000) });
  });
  afterAll(() => services.close());
  beforeEach(async () => {
    tenant = await testTenant(services.database);
  });

  const signIn = async (userId: string) => {
    const session = await here.sessions.open({ userId, tenantId: tenant.id });
    const { accessToken } = await here.tokens.issue({
      userId,
      tenantId: tenant.id,
      sessionFamily: session.familyId,
      operator: false,
      role: 'owner',
    });
    return { session, accessToken };
  };
  /** The cache keeps everything for an hour: only an announcement explains it. */
  const announced = async (check: () => Promise<void>) => {
    const end = Date.now() + 20_000;
    for (;;) {
      try {
        await check();
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };

  it('says what holds now, not what the token says', async () => {
    const { userId } = await tenant.member('viewer');
    const { accessToken } = await signIn(userId);
    const principal = { userId, tenantId: tenant.id, role: 'viewer', tenantState: 'active' };
    expect(await there.admit(accessToken)).toMatchObject(principal);
  });

  it('notices a new role and a removal at once, in another process', async () => {
    const { userId, memberId } = await tenant.member('viewer');
    const { accessToken } = await signIn(userId);
    await there.admit(accessToken);
    await tenant.run(() => here.members.changeRole(memberId, 'builder', 'owner'));
    await announced(async () => {
      expect(await there.admit(accessToken)).toMatchObject({ role: 'builder' });
    });
    await tenant.run(() => here.members.remove(memberId, 'owner'));
    await announced(async () => {
      expect((await there.admit(accessToken)).role).toBeUndefined();
    });
  });

  it('notices sign-out at once', async () => {
    const { accessToken, session } = await signIn(tenant.owner.userId);
    await there.admit(accessToken);
    await here.sessions.end(session.token);
    await announced(() => expect(there.admit(accessToken)).rejects.toEqual(refused));
  });

  it('notices suspension and activation at once', async () => {
    const { accessToken } = await signIn(tenant.owner.userId);
    await there.admit(accessToken);
    for (const state of ['suspended', 'active'] as const) {
      await tenants.setState(tenant.id, state, tenant.owner.userId);
      await announced(async () => {
        expect(await there.admit(accessToken)).toMatchObject({ tenantState: state });
      });
    }
  });

  it('refuses the token of a user who is gone', async () => {
    const { userId } = await tenant.member('viewer');
    const { accessToken } = await signIn(userId);
    await services.database.platform.transaction((em) =>
      em.execute('delete from users where id = ?', [userId]),
    );
    await expect(there.admit(accessToken)).rejects.toEqual(refused);
  });
});
