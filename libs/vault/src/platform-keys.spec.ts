import { randomBytes } from 'node:crypto';
import { newId } from '@renum/platform';
import { createTestDatabase, type TestDatabase } from '@renum/testing';
import { CompactEncrypt, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { PlatformKeys } from './platform-keys';
import { RootKeyring } from './root-keyring';
import { vaultEntities } from './vault.entities';

const tenantA = newId();
const tenantB = newId();

/** As the console does it. */
async function encrypt(jwk: Record<string, unknown>, text: string, header: object = {}) {
  const key = await importJWK(jwk as JWK, 'ECDH-ES+A256KW');
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({
      alg: 'ECDH-ES+A256KW',
      enc: 'A256GCM',
      kid: String(jwk['kid']),
      ...header,
    })
    .encrypt(key);
}

describe('PlatformKeys', () => {
  let db: TestDatabase;
  let keys: PlatformKeys;
  const root = RootKeyring.fromBase64(randomBytes(32).toString('base64'));
  beforeAll(async () => {
    db = await createTestDatabase({ entities: vaultEntities });
    keys = new PlatformKeys(db.platform, root);
  });
  afterAll(() => db.drop());

  it('is one key pair for all processes, of which only the public half is shown', async () => {
    const other = new PlatformKeys(db.platform, root);
    const [one, two] = await Promise.all([keys.publicKey(tenantA), other.publicKey(tenantA)]);
    expect(one).toEqual(two);
    expect(one.jwk).toMatchObject({ kty: 'EC', crv: 'P-256', use: 'enc', alg: 'ECDH-ES+A256KW' });
    expect(one.jwk).not.toHaveProperty('d');
    const jwe = await encrypt(one.jwk, 'sk-über-secret');
    expect(await other.decrypt(tenantA, jwe)).toBe('sk-über-secret');
  });

  it('does not open for one tenant what was encrypted for another', async () => {
    const { jwk } = await keys.publicKey(tenantA);
    const jwe = await encrypt(jwk, 'sk-stolen');
    await expect(keys.decrypt(tenantB, jwe)).rejects.toMatchObject({ code: 'validation_failed' });
    const [head = '', ...rest] = jwe.split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
    header.kid = header.kid.replace(tenantA, tenantB);
    const forged = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
    await expect(keys.decrypt(tenantB, forged)).rejects.toMatchObject({
      code: 'validation_failed',
    });
  });

  it.each([
    ['nonsense', () => 'not a jwe'],
    ['too much', () => 'x'.repeat(20_000)],
    ['no kid', (jwk: Jwk) => encrypt(jwk, 'sk', { kid: undefined })],
    [
      'a key of its own',
      async (jwk: Jwk) => encrypt({ ...(await strange()), kid: jwk['kid'] }, 'sk'),
    ],
    ['an unknown key', (jwk: Jwk) => encrypt(jwk, 'sk', { kid: `nope.${tenantA}` })],
    ['a weaker algorithm', (jwk: Jwk) => encrypt(jwk, 'sk', { alg: 'ECDH-ES+A128KW' })],
    ['a weaker encryption', (jwk: Jwk) => encrypt(jwk, 'sk', { enc: 'A128GCM' })],
  ])('refuses %s', async (_, make) => {
    const { jwk } = await keys.publicKey(tenantA);
    await expect(keys.decrypt(tenantA, await make(jwk))).rejects.toMatchObject({
      code: 'validation_failed',
    });
  });
});

type Jwk = Record<string, unknown>;

async function strange(): Promise<Jwk> {
  const pair = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  return { ...(await exportJWK(pair.publicKey)) };
}
