import { auditEntities } from '@renum/audit';
import { newId } from '@renum/platform';
import { createTestServices, type TestServices } from '@renum/testing';
import { vaultConfig, vaultEntities } from '@renum/vault';
import { createLocalJWKSet, generateKeyPair, jwtVerify, SignJWT, UnsecuredJWT } from 'jose';
import { AccessTokens, AUDIENCE } from './access-tokens.service';
import { identityConfig } from './identity.config';
import { IdentityModule } from './identity.module';
import { identityEntities } from './index';
import { SigningKeys } from './signing-keys.service';

const claims = () => ({ userId: newId(), sessionFamily: newId(), operator: false });
const refused = expect.objectContaining({ code: 'unauthenticated' });

describe('signing keys and access tokens', () => {
  let services: TestServices;

  beforeEach(async () => {
    services = await createTestServices();
  });
  afterEach(() => services.close());

  const start = async () => {
    const module = await services.process({
      imports: [IdentityModule],
      entities: [...identityEntities, ...vaultEntities, ...auditEntities],
      slices: [identityConfig, vaultConfig],
    });
    return { tokens: module.get(AccessTokens), keys: module.get(SigningKeys) };
  };
  const sql = (text: string, parameters: unknown[] = []) =>
    services.database.platform.transaction((em) => em.execute(text, parameters));
  const ageKeys = (days: number) =>
    sql(
      `update signing_keys set created_at = created_at - make_interval(days => ?),
       retires_at = retires_at - make_interval(days => ?)`,
      [days, days],
    );

  it('gives the claims back that went in', async () => {
    const { tokens } = await start();
    const whole = { ...claims(), tenantId: newId(), role: 'admin', operator: true } as const;
    const { accessToken, expiresIn } = await tokens.issue(whole);
    expect(expiresIn).toBe(600);
    expect(await tokens.verify(accessToken)).toEqual(whole);
  });

  it('publishes what others need to verify, and nothing private', async () => {
    const { tokens, keys } = await start();
    const { accessToken } = await tokens.issue(claims());
    const published = await keys.published();
    expect(published).toHaveLength(1);
    expect(published[0]).not.toHaveProperty('d');
    const verified = await jwtVerify(accessToken, createLocalJWKSet({ keys: published }), {
      audience: AUDIENCE,
      issuer: 'http://localhost:3000',
    });
    expect(verified.protectedHeader).toMatchObject({ alg: 'EdDSA', kid: published[0]?.kid });
  });

  it('keeps the private half sealed', async () => {
    const { keys } = await start();
    await keys.current();
    const [row] = (await sql(`select sealed_private_key as sealed from signing_keys`)) as [
      { sealed: Buffer },
    ];
    expect(Buffer.from(row.sealed).toString('latin1')).not.toContain('"kty"');
  });

  it('agrees on one key when several processes start at once', async () => {
    const processes = await Promise.all([start(), start(), start()]);
    const signers = await Promise.all(
      processes.flatMap(({ keys }) => [keys.current(), keys.current()]),
    );
    expect(new Set(signers.map(({ kid }) => kid)).size).toBe(1);
  });

  it('signs with a new key when the current one is old; the old one verifies until it retires', async () => {
    const before = await start();
    const { accessToken: oldToken } = await before.tokens.issue(claims());
    await ageKeys(30);
    const after = await start();
    const { accessToken: newToken } = await after.tokens.issue(claims());
    expect(kidOf(newToken)).not.toBe(kidOf(oldToken));
    await expect(after.tokens.verify(oldToken)).resolves.toBeDefined();
    // The first process has never seen the new key and finds it.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await expect(before.tokens.verify(newToken)).resolves.toBeDefined();
    expect(await after.keys.published()).toHaveLength(2);

    await ageKeys(1);
    const later = await start();
    await expect(later.tokens.verify(oldToken)).rejects.toEqual(refused);
    await expect(later.tokens.verify(newToken)).resolves.toBeDefined();
    await ageKeys(30);
    await later.keys.published();
    const evenLater = await start();
    await evenLater.keys.current();
    expect(await sql('select id from signing_keys')).toHaveLength(1);
  });

  it('refuses every token that is not ours', async () => {
    const { tokens, keys } = await start();
    const { kid, key } = await keys.current();
    const base = (header: Record<string, string> = {}) =>
      new SignJWT({ sid: newId() })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, ...header })
        .setSubject(newId())
        .setIssuer('http://localhost:3000')
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime('1m');
    await expect(tokens.verify(await base().sign(key))).resolves.toBeDefined();
    const foreign = await generateKeyPair('EdDSA');
    const bad = [
      await base().sign(foreign.privateKey),
      await base().setAudience('elsewhere').sign(key),
      await base().setIssuer('https://elsewhere.test').sign(key),
      await base().setExpirationTime(1).sign(key),
      await base({ kid: 'unknown' }).sign(key),
      await base({ typ: 'JWT' }).sign(key),
      await base().setSubject('not an id').sign(key),
      new UnsecuredJWT({ sub: newId(), sid: newId() }).setAudience(AUDIENCE).encode(),
      'nonsense',
      '',
    ];
    for (const token of bad) await expect(tokens.verify(token)).rejects.toEqual(refused);
  });
});

const kidOf = (token: string): unknown =>
  (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string })
    .kid;
