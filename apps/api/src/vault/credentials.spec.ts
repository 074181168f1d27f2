import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { auditEntities } from '@renum/audit';
import type {
  AuditEntryView,
  CredentialTestView,
  CredentialView,
  Page,
  PublicKeyView,
  Role,
  TenantKeyRotationView,
} from '@renum/contracts';
import { databaseConfig, DatabaseModule } from '@renum/database';
import { identityConfig, identityEntities } from '@renum/identity';
import { ConfigModule } from '@renum/platform';
import { egressConfig } from '@renum/proxy';
import { redisConfig } from '@renum/queues';
import { createTestServices, testTenant, type TestServices, type TestTenant } from '@renum/testing';
import { vaultConfig, vaultEntities } from '@renum/vault';
import { CompactEncrypt, importJWK, type JWK } from 'jose';
import { ACCESS, type PrincipalRequest } from '../auth/access.decorators';
import { authorise } from '../auth/authorise';
import { TenantContextInterceptor } from '../auth/tenant-context.interceptor';
import { ProblemFilter } from '../http/problem.filter';
import { validationPipe } from '../http/validation';
import { VaultApiModule } from './vault.module';

/** Believes a header instead of a token; what a role may do is judged by the real rules. */
@Injectable()
class HeaderGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<PrincipalRequest>();
    const [tenantId, userId, role] = (request.get('x-test-principal') ?? '').split(' ');
    const actor = { type: 'user', id: userId };
    request.user = { tenantId, userId, role, operator: false, actor } as PrincipalRequest['user'];
    authorise(this.reflector.get(ACCESS, context.getHandler()), request.user!);
    return true;
  }
}

/** Real: HTTP, PostgreSQL, Redis, encryption, dialling. Stand-in: who is signed in. */
describe('credentials over HTTP', () => {
  let services: TestServices;
  let app: NestExpressApplication;
  let base: string;
  let a: TestTenant;
  let b: TestTenant;
  let provider: Server;
  const seenByProvider: (string | undefined)[] = [];

  beforeAll(async () => {
    services = await createTestServices();
    a = await testTenant(services.database);
    b = await testTenant(services.database);
    provider = createServer((request, response) => {
      seenByProvider.push(request.headers.authorization);
      const good = request.headers.authorization === 'Bearer good-key-0123456789';
      response.writeHead(good ? 200 : 401, { 'content-type': 'application/json' });
      const detail = `Incorrect API key: ${request.headers.authorization ?? ''}`;
      response.end(JSON.stringify(good ? { data: [] } : { error: { message: detail } }));
    });
    await new Promise<void>((done) => provider.listen(0, '127.0.0.1', done));
    const slices = [databaseConfig, redisConfig, vaultConfig, egressConfig, identityConfig];
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(slices, {
          ...services.environment,
          EGRESS_PRIVATE_HOSTS: '127.0.0.1',
          PUBLIC_URL: 'http://localhost:3000',
        }),
        DatabaseModule.forRoot({
          entities: [...vaultEntities, ...auditEntities, ...identityEntities],
        }),
        VaultApiModule,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
        { provide: APP_GUARD, useClass: HeaderGuard },
        { provide: APP_INTERCEPTOR, useClass: TenantContextInterceptor },
      ],
    }).compile();
    app = module.createNestApplication<NestExpressApplication>({ logger: false });
    await app.listen(0, '127.0.0.1');
    base = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    provider.close();
    await services.close();
  });

  async function call<T>(
    tenant: TestTenant,
    method: string,
    path: string,
    { body, role = 'builder' }: { body?: object; role?: Role } = {},
  ): Promise<{ status: number; body: T; text: string }> {
    const response = await fetch(`${base}/v1${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'x-test-principal': `${tenant.id} ${tenant.owner.userId} ${role}`,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text) as T, text };
  }
  const create = (tenant: TestTenant, body: object) =>
    call<CredentialView>(tenant, 'POST', '/credentials', { body });
  const own = () => {
    const { port } = provider.address() as AddressInfo;
    return { provider: 'openai-compatible', baseUrl: `http://127.0.0.1:${port}/v1` };
  };

  it('stores what a program sends, and never says it again', async () => {
    const secret = 'sk-plain-canary-0123456789';
    const created = await create(a, { provider: 'openai', name: 'Key', secret });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ provider: 'openai', hint: '6789', version: 1 });
    const { id } = created.body;
    const answers = [
      created,
      await call(a, 'GET', '/credentials', { role: 'viewer' }),
      await call(a, 'GET', `/credentials/${id}`),
      await call(a, 'POST', `/credentials/${id}/replace`, { body: { secret: `${secret}-2` } }),
      await call(a, 'POST', `/credentials/${id}/revoke`),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([201, 200, 200, 200, 200]);
    for (const answer of answers) expect(answer.text).not.toContain('canary');
  });

  it('takes what the console encrypted for this tenant, and only for this one', async () => {
    const { body } = await call<PublicKeyView>(a, 'GET', '/vault/public-key');
    const key = await importJWK(body.jwk as JWK);
    const secretJwe = await new CompactEncrypt(new TextEncoder().encode('good-key-0123456789'))
      .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: String(body.jwk['kid']) })
      .encrypt(key);
    const request = { ...own(), name: 'Encrypted', secretJwe };
    const created = await create(a, request);
    expect(created).toMatchObject({ status: 201, body: { hint: '6789' } });
    expect(await create(b, request)).toMatchObject({
      status: 422,
      body: { code: 'validation_failed' },
    });
    const tested = await call<CredentialTestView>(
      a,
      'POST',
      `/credentials/${created.body.id}/test`,
    );
    expect(tested.body).toMatchObject({ ok: true, status: 200 });
    expect(seenByProvider.at(-1)).toBe('Bearer good-key-0123456789');
  });

  it('shows what the provider says of a bad key, without the key', async () => {
    const secret = 'bad-key-canary-0123456789';
    const { body } = await create(a, { ...own(), name: 'Bad', secret });
    const tested = await call<CredentialTestView>(a, 'POST', `/credentials/${body.id}/test`);
    expect(tested.body).toMatchObject({ ok: false, status: 401 });
    expect(tested.body.message).toContain('Incorrect API key');
    expect(tested.text).not.toContain('canary');
  });

  it('shows who used and changed a credential, in pages, to nobody of another tenant', async () => {
    const { body } = await create(a, { ...own(), name: 'Used', secret: 'good-key-0123456789' });
    await call(a, 'POST', `/credentials/${body.id}/test`);
    const path = `/credentials/${body.id}/access`;
    const first = await call<Page<AuditEntryView>>(a, 'GET', `${path}?limit=1`);
    expect(first.body.items).toMatchObject([
      { action: 'credential.opened', actor: { type: 'user' }, detail: { purpose: 'test' } },
    ]);
    const next = `${path}?cursor=${first.body.nextCursor ?? ''}`;
    const rest = await call<Page<AuditEntryView>>(a, 'GET', next);
    expect(rest.body.items.map(({ action }) => action)).toEqual(['credential.created']);
    expect(await call(b, 'GET', path)).toMatchObject({ status: 404 });
    expect(await call(a, 'GET', path, { role: 'viewer' })).toMatchObject({ status: 403 });
  });

  it('takes an expiry, and gives the tenant a new data key', async () => {
    const { body } = await create(a, {
      provider: 'openai',
      name: 'Key',
      fields: { secret: 'sk-by-its-part-0123456789' },
      expiresAt: '2099-01-01T00:00:00Z',
    });
    expect(body).toMatchObject({
      kind: 'apiKey',
      hint: '6789',
      expired: false,
      expiresAt: '2099-01-01T00:00:00.000Z',
    });
    const rotated = await call<TenantKeyRotationView>(a, 'POST', '/vault/rotate', {
      role: 'owner',
    });
    expect(rotated).toMatchObject({ status: 200, body: { unreadable: 0, droppedKeys: 1 } });
    expect(rotated.body.resealed).toBeGreaterThan(0);
    expect(await call(a, 'POST', '/vault/rotate')).toMatchObject({ status: 403 });
  });

  it.each([
    ['an expiry in the past', { secret: 'x', expiresAt: '2020-01-01T00:00:00Z' }],
    ['parts that its provider does not have', { fields: { username: 'x', password: 'y' } }],
    ['both forms', { secret: 'x', secretJwe: 'y' }],
    ['neither form', {}],
    ['an unknown field', { secret: 'x', standIn: true }],
    ['an unknown provider', { secret: 'x', provider: 'nope' }],
    ['a base URL where none is wanted', { secret: 'x', baseUrl: 'https://evil.example' }],
    ['a key with a blank', { secret: 'sk-canary def' }],
    ['a key with a line break, by its name', { fields: { secret: 'sk-canary\ndef' } }],
    ['control characters', { secret: 'sk-canary\r\nx-evil: 1' }],
  ])('refuses %s', async (_, body) => {
    const refused = await create(a, { provider: 'openai', name: 'Key', ...body });
    expect(refused).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    expect(refused.text).not.toContain('canary');
  });

  it.each(['https://10.0.0.1/v1', 'https://169.254.169.254/v1', 'http://models.example/v1'])(
    'stores no key for %s, where no call could go',
    async (baseUrl) => {
      const body = { provider: 'openai-compatible', name: 'Key', secret: 'sk-canary' };
      const refused = { status: 422, body: { code: 'base_url_refused' } };
      expect(await create(a, { ...body, baseUrl })).toMatchObject(refused);
      const kept = await create(a, { ...body, baseUrl: 'https://models.example/v1' });
      const path = `/credentials/${kept.body.id}/replace`;
      const moved = { body: { secret: 'sk-canary', baseUrl } };
      expect(await call(a, 'POST', path, moved)).toMatchObject(refused);
    },
  );

  it("answers 404 for another tenant's credential on every route", async () => {
    const { body } = await create(a, { provider: 'openai', name: 'Key', secret: 'sk-a' });
    const calls = [
      call(b, 'GET', `/credentials/${body.id}`),
      call(b, 'POST', `/credentials/${body.id}/replace`, { body: { secret: 'sk-b' } }),
      call(b, 'POST', `/credentials/${body.id}/revoke`),
      call(b, 'POST', `/credentials/${body.id}/test`),
    ];
    for (const answer of await Promise.all(calls))
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('lets viewers look and nothing else', async () => {
    const { body } = await create(a, { provider: 'openai', name: 'Key', secret: 'sk-a' });
    const role = 'viewer' as const;
    const asViewer = [
      call(a, 'POST', '/credentials', {
        role,
        body: { provider: 'openai', name: 'x', secret: 'x' },
      }),
      call(a, 'POST', `/credentials/${body.id}/replace`, { role, body: { secret: 'x' } }),
      call(a, 'POST', `/credentials/${body.id}/revoke`, { role }),
      call(a, 'POST', `/credentials/${body.id}/test`, { role }),
      call(a, 'GET', '/vault/public-key', { role }),
    ];
    for (const answer of await Promise.all(asViewer)) expect(answer.status).toBe(403);
  });
});
