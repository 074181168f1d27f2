import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, testTenant, type TestDatabase } from '@renum/testing';
import { checkRootKey } from './root-key-check';
import { RootKeyFile } from './root-key-source';
import { RootKeyring } from './root-keyring';
import { vaultEntities } from './vault.entities';
import { RootKeyError } from './vault.errors';

const readRootKey = async (path: string) => new RootKeyring(await new RootKeyFile(path).keys());
const newRoot = () => RootKeyring.fromBase64(randomBytes(32).toString('base64'));

describe('root key', () => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await createTestDatabase({ entities: vaultEntities });
  });
  afterEach(() => db.drop());

  it('is remembered at the first start and is then the only one that is let in', async () => {
    const root = newRoot();
    await checkRootKey(db.platform, root);
    await checkRootKey(db.platform, root);
    await expect(checkRootKey(db.platform, newRoot())).rejects.toThrow(RootKeyError);
    await expect(checkRootKey(db.platform, newRoot())).rejects.toThrow(
      /another root key \([0-9a-f]{8}…\) than this database was begun with/,
    );
  });

  it('is agreed upon by processes that start together', async () => {
    const [one, two] = [newRoot(), newRoot()];
    const outcomes = await Promise.allSettled(
      [one, two, one, two, one].map((root) => checkRootKey(db.platform, root)),
    );
    const accepted = outcomes.map((outcome) => outcome.status === 'fulfilled');
    expect([
      [true, false, true, false, true],
      [false, true, false, true, false],
    ]).toContainEqual(accepted);
  });

  it('is not let in by losing the check value', async () => {
    const root = newRoot();
    const tenant = await testTenant(db);
    await tenant.insert('tenant_keys', { rootKeyId: root.keyId, wrappedKey: randomBytes(61) });
    await expect(checkRootKey(db.platform, newRoot())).rejects.toThrow(RootKeyError);
    await checkRootKey(db.platform, root);
  });
});

describe('root key file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'renum-root-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = (content: string): string => {
    const path = join(directory, `${randomBytes(4).toString('hex')}.key`);
    writeFileSync(path, content);
    return path;
  };

  it('is read, with or without a line end', async () => {
    const text = randomBytes(32).toString('base64');
    const [plain, ended] = [await readRootKey(file(text)), await readRootKey(file(`${text}\n`))];
    expect(plain.keyId).toBe(ended.keyId);
    expect(plain.open(ended.seal(Buffer.from('x'), 'aad'), 'aad').toString()).toBe('x');
  });

  it.each([
    ['is missing', () => join(directory, 'nowhere.key'), /ROOT_KEY_FILE .*nowhere\.key.*ENOENT/],
    ['is empty', () => file(''), /ROOT_KEY_FILE .* must be 32 bytes/],
    ['is too short', () => file(randomBytes(31).toString('base64')), /must be 32 bytes/],
    ['is no base64', () => file('not a key'), /must be 32 bytes/],
  ])('says what to do when it %s', async (_, path, message) => {
    await expect(readRootKey(path())).rejects.toThrow(RootKeyError);
    await expect(readRootKey(path())).rejects.toThrow(message);
  });
});
