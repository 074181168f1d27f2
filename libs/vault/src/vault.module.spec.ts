import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import { auditEntities } from '@renum/audit';
import { databaseConfig, DatabaseModule, PlatformDatabase, TenantDatabase } from '@renum/database';
import { ConfigModule } from '@renum/platform';
import { REDIS, redisConfig } from '@renum/queues';
import { createTestDatabase, createTestRedis, type TestDatabase } from '@renum/testing';
import { vaultConfig } from './vault.config';
import { vaultEntities } from './vault.entities';
import { RootKeyError } from './vault.errors';
import { VaultModule } from './vault.module';
import { VaultService } from './vault.service';

/** V5, as a process meets it: what has the wrong root key never gets to serve. Real: PostgreSQL. */
describe('a process with the vault', () => {
  const folder = mkdtempSync(join(tmpdir(), 'renum-vault-'));
  const entities = [...vaultEntities, ...auditEntities];
  let db: TestDatabase;
  beforeAll(async () => (db = await createTestDatabase({ entities })));
  afterAll(async () => {
    await db.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const keyFile = (content: string): string => {
    const path = join(folder, `${randomBytes(4).toString('hex')}.key`);
    writeFileSync(path, content);
    return path;
  };

  /** A start that is refused closes nothing, so its connections are the test's own. */
  const start = async (rootKeyFile: string) => {
    const { url, prefix } = createTestRedis();
    const config = ConfigModule.forRoot([databaseConfig, redisConfig, vaultConfig], {
      DATABASE_URL: db.appUrl,
      DATABASE_PLATFORM_URL: db.platformUrl,
      REDIS_URL: url,
      REDIS_PREFIX: prefix,
      ROOT_KEY_FILE: rootKeyFile,
    });
    const imports = [config, DatabaseModule.forRoot({ entities }), VaultModule];
    const module = await Test.createTestingModule({ imports })
      .overrideProvider(PlatformDatabase)
      .useValue(db.platform)
      .overrideProvider(TenantDatabase)
      .useValue(db.tenants)
      .overrideProvider(REDIS)
      .useValue({ on: () => undefined, disconnect: () => undefined })
      .compile();
    return module.get(VaultService, { strict: false });
  };

  it('starts with the key that the database was begun with, and with no other', async () => {
    const first = keyFile(randomBytes(32).toString('base64'));
    const other = keyFile(randomBytes(32).toString('base64'));
    expect(await start(first)).toBeInstanceOf(VaultService);
    expect(await start(first)).toBeInstanceOf(VaultService);
    await expect(start(other)).rejects.toThrow(RootKeyError);
    await expect(start(keyFile('short'))).rejects.toThrow(RootKeyError);
    await expect(start(`${other}-nowhere`)).rejects.toThrow(RootKeyError);
  });
});
