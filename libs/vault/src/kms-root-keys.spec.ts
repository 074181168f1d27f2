import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@renum/testing';
import { checkRootKey } from './root-key-check';
import { KeyFile, KeyVariable, type KeyLines } from './key-lines';
import { kmsOf } from './kms';
import { KmsRootKeys } from './kms-root-keys';
import { rootKeySourceOf } from './root-key-source';
import { RootKeyRotation } from './root-key-rotation';
import { RootKeyring } from './root-keyring';
import { vaultSealedColumns } from './sealed-columns';
import { TenantKeyEntity, vaultEntities } from './vault.entities';
import { RootKeyError } from './vault.errors';

type Body = Record<string, unknown>;
type Answer = { body: Body } | { status: number; type: string };
const CONTEXT = { renum: 'root-key' };

/** A key service as AWS KMS speaks (AwsJson 1.1); the key itself never leaves it. */
class FakeKms implements AsyncDisposable {
  readonly asked: string[] = [];
  fails?: { status: number; type: string };
  private readonly key = randomBytes(32);
  private readonly server: Server = createServer((req, res) => {
    const operation = String(req.headers['x-amz-target']).replace('TrentService.', '');
    let text = '';
    req.on('data', (chunk: Buffer) => (text += chunk.toString()));
    req.on('end', () => {
      this.asked.push(operation);
      const answer = this.fails ?? this.answer(operation, JSON.parse(text) as Body);
      const [status, said] =
        'type' in answer
          ? [answer.status, { __type: answer.type, message: 'no' }]
          : [200, answer.body];
      res.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      res.end(JSON.stringify(said));
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  wrap(plain: Buffer, context: unknown = CONTEXT): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(JSON.stringify(context)));
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private answer(operation: string, body: Body): Answer {
    const blob = (name: string) => {
      const text = body[name];
      return Buffer.from(typeof text === 'string' ? text : '', 'base64');
    };
    const { EncryptionContext: context } = body;
    if (operation === 'Encrypt')
      return { body: { CiphertextBlob: this.wrap(blob('Plaintext'), context) } };
    try {
      const wrapped = blob('CiphertextBlob');
      const decipher = createDecipheriv('aes-256-gcm', this.key, wrapped.subarray(0, 12));
      decipher.setAAD(Buffer.from(JSON.stringify(context)));
      decipher.setAuthTag(wrapped.subarray(12, 28));
      const plain = Buffer.concat([decipher.update(wrapped.subarray(28)), decipher.final()]);
      return { body: { Plaintext: plain.toString('base64') } };
    } catch (cause) {
      if (!String(cause).includes('unable to authenticate')) throw cause;
      return { status: 400, type: 'InvalidCiphertextException' };
    }
  }
}

/** Real: the AWS SDK, PostgreSQL, files. Played: AWS KMS, over HTTP. */
describe('root keys that AWS KMS wrapped', () => {
  const folder = mkdtempSync(join(tmpdir(), 'renum-kms-'));
  const path = join(folder, 'root.keys');
  let kms: FakeKms;
  beforeEach(async () => {
    kms = await new FakeKms().start();
    writeFileSync(path, `${kms.wrap(randomBytes(32))}\n`);
  });
  afterEach(() => kms[Symbol.asyncDispose]());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const source = (lines: KeyLines = new KeyFile('ROOT_KEY_KMS_FILE', path), keyId?: string) => {
    const config = { KMS_REGION: 'eu-central-1', KMS_ENDPOINT: kms.url, KMS_KEY_ID: keyId };
    const credentials = { accessKeyId: 'spec', secretAccessKey: 'spec' };
    return new KmsRootKeys(lines, kmsOf(config, { credentials }));
  };
  const lines = () => readFileSync(path, 'utf8').trim().split('\n');

  it('are opened once, and are the same keys in each process', async () => {
    const one = source();
    const [key] = await one.keys();
    expect(key?.id).toMatch(/^[0-9a-f]{32}$/);
    for (let round = 0; round < 3; round += 1) expect((await one.keys())[0]?.id).toBe(key?.id);
    expect(kms.asked).toEqual(['Decrypt']);
    expect((await source().keys())[0]?.id).toBe(key?.id);
    const variable = new KeyVariable('ROOT_KEYS_KMS', lines()[0] ?? '');
    expect((await source(variable).keys())[0]?.id).toBe(key?.id);
    expect(source(variable).add).toBeUndefined();
  });

  it('go through a rotation: staged, promoted, retained, retired', async () => {
    const db: TestDatabase = await createTestDatabase({ entities: vaultEntities });
    const from = source(undefined, 'alias/renum');
    const root = new RootKeyring(await from.keys());
    await checkRootKey(db.platform, root);
    const first = root.keyId;
    const rotation = new RootKeyRotation(db.platform, root, from, vaultSealedColumns, 0);
    const id = await rotation.stage();
    expect(lines()).toHaveLength(2);
    // Nothing in the file opens anything without the service.
    expect(lines().map((line) => Buffer.from(line, 'base64').length)).toEqual([60, 60]);
    await rotation.promote();
    expect((await rotation.status()).map(({ state }) => state)).toEqual(['retained', 'promoted']);
    await rotation.rewrap();
    expect(await rotation.retire()).toEqual([first]);
    expect(lines()).toHaveLength(1);
    const late = new RootKeyring(await source().keys());
    await checkRootKey(db.platform, late);
    expect(late.keyId).toBe(id);
    expect(await db.platform.transaction((em) => em.count(TenantKeyEntity, {}))).toBe(0);
    await db.drop();
  });

  it.each<[string, () => void, RegExp]>([
    [
      'was wrapped for something else',
      () => writeFileSync(path, kms.wrap(randomBytes(32), { renum: 'other' })),
      /InvalidCiphertextException.*encryption context renum=root-key/,
    ],
    [
      'may not be opened by this process',
      () => (kms.fails = { status: 400, type: 'AccessDeniedException' }),
      /Give this process kms:Decrypt/,
    ],
    [
      'is wrapped by a key that is to be deleted',
      () => (kms.fails = { status: 400, type: 'KMSInvalidStateException' }),
      /cancel its deletion/,
    ],
    ['is not there', () => writeFileSync(path, ''), /generate-data-key-without-plaintext/],
    ['has no file', () => rmSync(path), /ROOT_KEY_KMS_FILE .*ENOENT/],
    ['is no key', () => writeFileSync(path, kms.wrap(randomBytes(16))), /must be 32 bytes/],
  ])('say what to do when one %s', async (_, harm, message) => {
    harm();
    await expect(source().keys()).rejects.toThrow(RootKeyError);
    await expect(source().keys()).rejects.toThrow(message);
  });

  it('say what to do when KMS cannot be reached, and go on with what is open', async () => {
    const one = source();
    await one.keys();
    const other = source();
    await kms[Symbol.asyncDispose]();
    expect(await one.keys()).toHaveLength(1);
    await expect(other.keys()).rejects.toThrow(/Check KMS_REGION, KMS_ENDPOINT/);
  });

  it('are one of the sources that a configuration can name', () => {
    const sources = { ROOT_KEY_KMS_FILE: path, ROOT_KEYS_KMS: 'x', ROOT_KEYS: 'x' };
    for (const [name, value] of Object.entries(sources))
      expect(() => rootKeySourceOf({ [name]: value })).not.toThrow();
    expect(() => rootKeySourceOf({ ROOT_KEY_KMS_FILE: path, ROOT_KEYS: 'x' })).toThrow(
      RootKeyError,
    );
  });

  it('need a KMS key to wrap new ones', async () => {
    await expect(source().add?.('x')).rejects.toThrow('Set KMS_KEY_ID');
  });
});
