import { auditEntities } from '@renum/audit';
import { createTestServices, testTenant, testUser, type TestServices } from '@renum/testing';
import { vaultConfig, vaultEntities } from '@renum/vault';
import { AccessChanges, type AccessChange } from './access-changes.service';
import { identityConfig } from './identity.config';
import { identityEntities } from './index';
import { IdentityModule } from './identity.module';
import { hashOpaqueToken } from './opaque-token';
import { REUSE_GRACE_MS } from './refresh-decision';
import { SessionsService } from './sessions.service';

describe('sessions', () => {
  let services: TestServices;
  let sessions: SessionsService;
  let heard: AccessChange[];
  let userId: string;

  beforeAll(async () => {
    services = await createTestServices();
    const module = await services.process({
      imports: [IdentityModule],
      entities: [...identityEntities, ...vaultEntities, ...auditEntities],
      slices: [identityConfig, vaultConfig],
    });
    sessions = module.get(SessionsService);
    module.get(AccessChanges).follow((change) => heard.push(change));
  });
  afterAll(() => services.close());
  beforeEach(async () => {
    heard = [];
    userId = (await testUser(services.database)).userId;
  });

  const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });
  const age = (token: string, ms: number) =>
    services.database.platform.transaction((em) =>
      em.execute(
        `update sessions set used_at = used_at - make_interval(secs => ?) where token_hash = ?`,
        [ms / 1000, hashOpaqueToken(token)],
      ),
    );
  const rows = (familyId: string) =>
    services.database.platform.transaction((em) =>
      em.execute<{ used_at: Date | null; revoked_at: Date | null; token_hash: Buffer }[]>(
        'select * from sessions where family_id = ?',
        [familyId],
      ),
    );

  it('keeps a hash of the token and nothing else of it', async () => {
    const { token, familyId } = await sessions.open({ userId });
    const [row] = await rows(familyId);
    expect(JSON.stringify(row)).not.toContain(token);
    expect(Buffer.from(row?.token_hash ?? '')).toEqual(hashOpaqueToken(token));
  });

  it('replaces the token at each use, within one family', async () => {
    const first = await sessions.open({ userId });
    const second = await sessions.rotate(first.token);
    const third = await sessions.rotate(second.token);
    expect(new Set([first.token, second.token, third.token]).size).toBe(3);
    expect(third).toMatchObject({ familyId: first.familyId, userId });
  });

  it('ends the whole family when a token comes back, also for who holds the newest', async () => {
    const stolen = await sessions.open({ userId });
    const honest = await sessions.rotate(stolen.token);
    await age(stolen.token, REUSE_GRACE_MS + 1_000);
    await expect(sessions.rotate(stolen.token)).rejects.toEqual(code('session_reused'));
    await expect(sessions.rotate(honest.token)).rejects.toEqual(code('unauthenticated'));
    expect((await rows(stolen.familyId)).every((row) => row.revoked_at)).toBe(true);
    expect(heard).toContainEqual({ sessionFamily: stolen.familyId });
  });

  it('writes a copied token into the audit log of the tenant it was used in', async () => {
    const tenant = await testTenant(services.database);
    const owner = { userId: tenant.owner.userId, tenantId: tenant.id };
    const { token, familyId } = await sessions.open(owner);
    await sessions.rotate(token);
    await age(token, REUSE_GRACE_MS + 1_000);
    await expect(sessions.rotate(token)).rejects.toEqual(code('session_reused'));
    const entries = await services.database.platform.transaction((em) =>
      em.execute('select action, target_id, actor_id from audit_entries where tenant_id = ?', [
        tenant.id,
      ]),
    );
    expect(entries).toEqual([
      { action: 'session.reused', target_id: familyId, actor_id: tenant.owner.userId },
    ]);
  });

  it('leaves other sign-ins of the same person alone', async () => {
    const phone = await sessions.open({ userId });
    const laptop = await sessions.open({ userId });
    await sessions.end(laptop.token);
    await expect(sessions.rotate(phone.token)).resolves.toMatchObject({ userId });
  });

  it('keeps all tabs signed in that refresh at the same moment', async () => {
    const { token, familyId } = await sessions.open({ userId });
    const tabs = await Promise.all(Array.from({ length: 10 }, () => sessions.rotate(token)));
    expect(new Set(tabs.map((tab) => tab.token)).size).toBe(10);
    // Whichever answer the browser keeps as its cookie goes on working.
    for (const tab of tabs) {
      await expect(sessions.rotate(tab.token)).resolves.toMatchObject({ familyId });
    }
  });

  it('leaves no living token behind when sign-out and refresh race', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { token, familyId } = await sessions.open({ userId });
      await Promise.allSettled([
        sessions.rotate(token),
        sessions.end(token),
        sessions.rotate(token),
      ]);
      expect((await rows(familyId)).filter((row) => !row.revoked_at)).toEqual([]);
    }
  });

  it('refuses a token that is unknown, signed out or expired', async () => {
    const { token, familyId } = await sessions.open({ userId });
    await expect(sessions.rotate('nonsense')).rejects.toEqual(code('unauthenticated'));
    await services.database.platform.transaction((em) =>
      em.execute('update sessions set expires_at = now() where family_id = ?', [familyId]),
    );
    await expect(sessions.rotate(token)).rejects.toEqual(code('unauthenticated'));
    await expect(sessions.end('nonsense')).resolves.toBeUndefined();
  });

  it('never outlives its bound, however often it is refreshed', async () => {
    const { token, expiresAt, familyId } = await sessions.open({ userId });
    const bound = Date.now() + 90 * 86_400_000;
    expect(expiresAt.getTime()).toBeLessThanOrEqual(bound);
    // As if the family had begun 89 days ago: its id carries the time.
    const old = (Date.now() - 89 * 86_400_000).toString(16).padStart(12, '0');
    const aged = `${old.slice(0, 8)}-${old.slice(8)}${familyId.slice(13)}`;
    await services.database.platform.transaction((em) =>
      em.execute('update sessions set family_id = ? where family_id = ?', [aged, familyId]),
    );
    const next = await sessions.rotate(token);
    expect(next.expiresAt.getTime() - Date.now()).toBeLessThan(86_400_000 + 1_000);
  });
});
