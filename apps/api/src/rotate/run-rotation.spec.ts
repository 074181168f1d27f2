import { withConnection } from '@renum/database';
import { AccessTokens } from '@renum/identity';
import { newId } from '@renum/platform';
import { createTestServices, testTenant, type TestServices } from '@renum/testing';
import { RootKeyRefresh, SecretReader, VaultService } from '@renum/vault';
import { createControlPlane } from '../bootstrap';
import { SEALED_COLUMNS } from './rotate.module';
import { runRotation } from './run-rotation';

/** Real: the command, beside a control plane that serves, on PostgreSQL and Redis. */
describe('the command that rotates keys', () => {
  let services: TestServices;
  beforeAll(async () => (services = await createTestServices()));
  afterAll(() => services.close());

  /** As if the time had passed in which every process reads the keys again. */
  const settled = () =>
    services.database.platform.transaction((em) =>
      em.execute(`update root_keys set changed_at = changed_at - interval '1 hour'`),
    );
  const rotate = (...words: string[]) => runRotation(services.environment, words);

  it('knows every column that is sealed under the root key', async () => {
    const columns = await withConnection(services.database.ownerUrl, (em) =>
      em.execute<{ table: string; column: string }[]>(
        `select table_name as "table", column_name as "column" from information_schema.columns
          where table_schema = 'public' and data_type = 'bytea'
            and (column_name like 'sealed%' or column_name like 'wrapped%')
          order by 1`,
      ),
    );
    const known = SEALED_COLUMNS.map(({ table, column }) => ({ table, column }));
    expect(columns).toEqual(known.toSorted((a, b) => a.table.localeCompare(b.table)));
  });

  it('changes the root key and tenants’ keys beside a process that serves', async () => {
    const { database, environment } = services;
    const app = await createControlPlane({ ...environment, PLANES: 'control' });
    await app.init();
    const tenant = await testTenant(database);
    const vault = app.get(VaultService, { strict: false });
    const { id: credentialId } = await tenant.run(() =>
      vault.create({ provider: 'openai', name: 'Key', secret: 'sk-0123456789abcdef' }),
    );
    const tokens = app.get(AccessTokens, { strict: false });
    const claims = { userId: tenant.owner.userId, operator: false, sessionFamily: newId() };
    const { accessToken } = await tokens.issue(claims);

    expect(await rotate('root', 'status')).toMatchObject({ keys: [{ state: 'promoted' }] });
    expect(await rotate('root', 'stage')).toEqual({
      staged: expect.stringMatching(/^\w{32}$/) as string,
    });
    await expect(rotate('root', 'promote')).rejects.toThrow('Repeat this in');
    await settled();
    await app.get(RootKeyRefresh, { strict: false }).refresh();
    const promoted = await rotate('root', 'promote');
    // The tenant's key and the signing key.
    expect(promoted).toMatchObject({ rewrapped: 2 });
    expect(await rotate('tenants')).toEqual({
      rotated: [{ tenantId: tenant.id, resealed: 1, unreadable: 0, droppedKeys: 1 }],
    });
    expect(await rotate('tenants', tenant.id)).toMatchObject({ rotated: [{ resealed: 1 }] });
    await settled();
    expect(await rotate('root', 'retire')).toMatchObject({ retired: [expect.any(String)] });

    const open = (from: typeof app) =>
      from
        .get(SecretReader, { strict: false })
        .open({ tenantId: tenant.id, credentialId, purpose: 'spec' });
    expect((await open(app)).value).toBe('sk-0123456789abcdef');
    await app.close();
    // One that starts with the new key alone finds all as it was.
    const late = await createControlPlane({ ...environment, PLANES: 'control' });
    await late.init();
    expect((await open(late)).value).toBe('sk-0123456789abcdef');
    const lateTokens = late.get(AccessTokens, { strict: false });
    expect(await lateTokens.verify(accessToken)).toMatchObject({ userId: claims.userId });
    expect((await lateTokens.issue(claims)).accessToken).not.toBe('');
    await late.close();
  });

  it.each([[], ['root'], ['root', 'everything'], ['tenants', 'all']])(
    'says what it takes when told %p',
    async (...words: string[]) => {
      await expect(rotate(...words)).rejects.toThrow('Say one of');
    },
  );
});
