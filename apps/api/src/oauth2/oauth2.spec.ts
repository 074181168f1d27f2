import type {
  AuthorizationView,
  CredentialTestView,
  CredentialVersionView,
  CredentialView,
  Role,
} from '@renum/contracts';
import { newId } from '@renum/platform';
import {
  AuthorizationServer,
  createTestServices,
  testTenant,
  type TestServices,
  type TestTenant,
} from '@renum/testing';
import { TestControlPlane, type Call } from '../testing/control-plane';

/** Real: the whole control plane, on PostgreSQL and Redis. Played: the provider, on loopback. */
describe('accounts over HTTP', () => {
  let services: TestServices;
  let plane: TestControlPlane;
  let provider: AuthorizationServer;
  let a: TestTenant;
  let call: Call;

  beforeAll(async () => {
    services = await createTestServices();
    provider = await new AuthorizationServer().start();
    plane = await TestControlPlane.start(services, { EGRESS_PRIVATE_HOSTS: '127.0.0.1' });
  });
  beforeEach(async () => {
    a = await testTenant(services.database);
    call = await as(a, 'builder');
    await a.insert('custom_providers', {
      provider: 'own-desk',
      source: 'form',
      manifest: manifestOf(provider.url),
    });
  });
  afterAll(async () => {
    await plane.stop();
    await provider[Symbol.asyncDispose]();
    await services.close();
  });

  const as = async (tenant: TestTenant, role: Role) => {
    const { userId } = await tenant.member(role);
    return plane.as({ userId: String(userId), tenantId: tenant.id, role });
  };
  const application = () => ({
    clientId: provider.client.id,
    clientSecret: provider.client.secret,
  });
  const wanted = () => ({ provider: 'own-desk', name: 'Desk', ...application() });

  const authorize = async (body: object = wanted()) => {
    const answer = await call('POST', '/v1/credentials/oauth2/authorize', body);
    const [cookie = ''] = answer.headers.getSetCookie();
    return { answer, cookie, view: (await answer.json()) as AuthorizationView };
  };
  /** The browser, sent back by the provider: no token, and whatever cookie it has. */
  const comeBack = async (url: URL, cookie: string) => {
    const headers = cookie === '' ? undefined : { cookie: cookie.split(';')[0] ?? '' };
    const address = plane.origin + url.pathname + url.search;
    const answer = await fetch(address, { redirect: 'manual', ...(headers && { headers }) });
    return { answer, location: answer.headers.get('location') ?? '' };
  };

  it('connects an account in the browser that began it, and uses it', async () => {
    const { answer, cookie, view } = await authorize();
    expect(answer.status).toBe(200);
    expect(cookie).toMatch(/^renum_oauth2_\w{16}=.{43};/);
    expect(cookie).toMatch(/Path=\/v1\/oauth2\/callback;.*HttpOnly; SameSite=Lax/);
    const back = provider.agree(view.authorizationUrl);
    expect(back.href).toMatch(/^http:\/\/localhost:3000\/v1\/oauth2\/callback\?/);
    const { answer: redirect, location } = await comeBack(back, cookie);
    expect(redirect.status).toBe(303);
    expect(redirect.headers.get('cache-control')).toBe('no-store');
    expect(redirect.headers.get('referrer-policy')).toBe('no-referrer');
    expect(location).toMatch(/^http:\/\/localhost:3000\/vault\?connected=[\w-]{36}$/);
    const id = new URL(location).searchParams.get('connected') ?? '';
    const read = await call('GET', `/v1/credentials/${id}`);
    const text = await read.text();
    expect(JSON.parse(text) as CredentialView).toMatchObject({ kind: 'oauth2', name: 'Desk' });
    expect(text).not.toMatch(/access-|refresh-|secret-/);
    // The test goes to the provider with the token, which our server does not serve as an API.
    const tested = await call('POST', `/v1/credentials/${id}/test`);
    expect((await tested.json()) as CredentialTestView).toMatchObject({ ok: false });
    const versions = await call('GET', `/v1/credentials/${id}/versions`);
    const { items } = (await versions.json()) as { items: CredentialVersionView[] };
    expect(items).toEqual([
      {
        version: 1,
        current: true,
        createdBy: expect.stringContaining('@') as string,
        createdAt: expect.any(String) as string,
      },
    ]);
  });

  it.each<[string, (back: URL, cookie: string) => Promise<{ location: string }>, string]>([
    ['a browser without the cookie', (back) => comeBack(back, ''), 'other_browser'],
    [
      'a browser with another flow’s cookie',
      async (back) => comeBack(back, (await authorize()).cookie),
      'other_browser',
    ],
    [
      'the same answer twice',
      async (back, cookie) => {
        await comeBack(back, cookie);
        return comeBack(back, cookie);
      },
      'expired',
    ],
    [
      'a person who said no',
      (back, cookie) => {
        back.searchParams.delete('code');
        back.searchParams.set('error', 'access_denied');
        back.searchParams.set('error_description', 'canary');
        return comeBack(back, cookie);
      },
      'denied',
    ],
    [
      'an issuer that is another',
      (back, cookie) => {
        back.searchParams.set('iss', 'https://evil.example');
        return comeBack(back, cookie);
      },
      'invalid_answer',
    ],
    [
      'nothing at all',
      (back, cookie) => comeBack(new URL(back.origin + back.pathname), cookie),
      'expired',
    ],
  ])('says in one word why not: %s', async (_, finish, reason) => {
    const { view, cookie } = await authorize();
    const { location } = await finish(provider.agree(view.authorizationUrl), cookie);
    expect(location).toBe(`http://localhost:3000/vault?failed=${reason}`);
  });

  it('connects nothing for a person who was removed in the meantime', async () => {
    const { view, cookie } = await authorize();
    await services.database.platform.transaction((em) =>
      em.execute(`delete from members where tenant_id = ? and role = 'builder'`, [a.id]),
    );
    const { location } = await comeBack(provider.agree(view.authorizationUrl), cookie);
    expect(location).toContain('failed=not_allowed');
  });

  it('dials token endpoints as safely as any other host', async () => {
    await a.insert('custom_providers', {
      provider: 'own-inside',
      source: 'form',
      manifest: { ...manifestOf('http://169.254.169.254'), id: 'own-inside' },
    });
    const refused = await call('POST', '/v1/credentials/oauth2', {
      ...wanted(),
      provider: 'own-inside',
    });
    expect([refused.status, await refused.json()]).toMatchObject([
      403,
      { code: 'destination_refused' },
    ]);
  });

  it('stores an application’s own access, for members who may', async () => {
    const created = await call('POST', '/v1/credentials/oauth2', wanted());
    expect([created.status, await created.json()]).toMatchObject([
      201,
      { kind: 'oauth2', oauth2: { grant: 'client_credentials' } },
    ]);
    const viewer = await as(a, 'viewer');
    expect((await viewer('POST', '/v1/credentials/oauth2', wanted())).status).toBe(403);
    expect((await viewer('POST', '/v1/credentials/oauth2/authorize', wanted())).status).toBe(403);
    const wrong = await call('POST', '/v1/credentials/oauth2', {
      ...wanted(),
      clientSecret: 'wrong-canary-0123456789',
    });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).not.toContain('canary');
  });

  it.each<[string, object, number]>([
    ['an account of another tenant', { credentialId: newId() }, 404],
    ['neither a provider nor an account', { name: 'x', clientId: 'x' }, 422],
    ['a provider without accounts', { provider: 'tavily', name: 'x', clientId: 'x' }, 422],
    ['both forms of the secret', { ...{ clientSecret: 'x', clientSecretJwe: 'y' } }, 422],
    ['a scope that is several', { scopes: ['a b'] }, 422],
  ])('refuses %s', async (_, body, status) => {
    const given = 'name' in body || 'credentialId' in body ? body : { ...wanted(), ...body };
    const { answer } = await authorize(given);
    expect(answer.status).toBe(status);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

const manifestOf = (url: string) => ({
  id: 'own-desk',
  title: 'Desk',
  kind: 'tool',
  category: 'own',
  docsUrl: 'https://desk.example.com',
  secretLabel: 'Key',
  baseUrl: 'https://desk.example.com',
  hosts: ['desk.example.com'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  oauth2: {
    authorizationUrl: `${url}/authorize`,
    tokenUrl: `${url}/token`,
    tokenHosts: [new URL(url).hostname],
    grants: ['authorization_code', 'client_credentials'],
  },
  operations: [
    { id: 'me', title: 'Me', method: 'GET', path: '/me', access: 'read', safeToRetry: true },
  ],
  test: { method: 'GET', path: '/me' },
  limits: {
    timeoutMs: 1000,
    idleMs: 1000,
    requestBytes: 1000,
    responseBytes: 1000,
    concurrency: 4,
  },
});
