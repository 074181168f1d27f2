import type { NestExpressApplication } from '@nestjs/platform-express';
import type { MeView, Problem, Role, SignInView } from '@renum/contracts';
import {
  createTestServices,
  testTenant,
  testUser,
  type TestServices,
  type TestTenant,
} from '@renum/testing';
import { hash } from '@node-rs/argon2';
import { createControlPlane } from '../bootstrap';

const PASSWORD = 'correct horse battery';

/** One browser: keeps its cookie, sends its token. */
class Browser {
  cookie = '';
  token = '';

  constructor(private readonly base: string) {}

  async call(method: string, route: string, body?: unknown): Promise<Response> {
    const response = await fetch(this.base + route, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.cookie && { cookie: this.cookie }),
        ...(this.token && { authorization: `Bearer ${this.token}` }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.split(';')[0] ?? '';
    return response;
  }

  async signIn(email: string, tenantId?: string): Promise<Response> {
    const response = await this.call('POST', '/v1/auth/sign-in', {
      email,
      password: PASSWORD,
      ...(tenantId && { tenantId }),
    });
    if (response.ok) this.token = ((await response.clone().json()) as SignInView).accessToken;
    return response;
  }
}

describe('sign-in and sessions over HTTP', () => {
  let services: TestServices;
  let app: NestExpressApplication;
  let base: string;
  let tenant: TestTenant;
  let passwordHash: string;

  beforeAll(async () => {
    services = await createTestServices();
    passwordHash = await hash(PASSWORD);
    app = await createControlPlane({
      ...services.environment,
      PLANES: 'control',
      SIGN_IN_PER_MINUTE: '6',
      SIGN_IN_PER_MINUTE_PER_ADDRESS: '1000',
    });
    await app.listen(0, '127.0.0.1');
    base = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  });
  afterAll(async () => {
    await app.close();
    await services.close();
  });
  beforeEach(async () => {
    tenant = await testTenant(services.database);
  });

  const member = async (role: Role) => {
    const person = await tenant.member(role, { passwordHash });
    const browser = new Browser(base);
    expect((await browser.signIn(String(person.email))).status).toBe(200);
    return { ...person, email: String(person.email), browser };
  };
  const problem = async (response: Response) => {
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const { status, code } = (await response.json()) as Problem;
    return { status, code };
  };

  it('gives a token that works, and a cookie that scripts and other sites cannot use', async () => {
    const { email } = await member('builder');
    const browser = new Browser(base);
    const response = await browser.signIn(email);
    expect(await response.json()).toEqual({ accessToken: expect.any(String), expiresIn: 600 });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).toMatch(/Path=\/v1\/auth/);
    const me = (await (await browser.call('GET', '/v1/auth/me')).json()) as MeView;
    expect(me).toMatchObject({ user: { email }, tenant: { id: tenant.id, role: 'builder' } });
    expect(JSON.stringify(me)).not.toContain('argon2');
  });

  it('runs the request in the tenant of the token and in no other', async () => {
    const { browser } = await member('viewer');
    const own = (await (await browser.call('GET', '/v1/tenant')).json()) as { id: string };
    expect(own.id).toBe(tenant.id);
  });

  it('keeps parallel requests of two tenants apart', async () => {
    const first = await member('viewer');
    const ids = [tenant.id];
    tenant = await testTenant(services.database);
    ids.push(tenant.id);
    const browsers = [first.browser, (await member('viewer')).browser];
    const calls = Array.from({ length: 40 }, async (_, n) => {
      const answer = await browsers[n % 2]?.call('GET', '/v1/tenant');
      return ((await answer?.json()) as { id: string }).id;
    });
    expect(await Promise.all(calls)).toEqual(calls.map((_, n) => ids[n % 2]));
  });

  it('refreshes by the cookie, in two tabs at once, and notices a copied one', async () => {
    const { browser } = await member('viewer');
    const stolen = browser.cookie;
    const tabs = await Promise.all([
      browser.call('POST', '/v1/auth/refresh'),
      browser.call('POST', '/v1/auth/refresh'),
    ]);
    expect(tabs.map(({ status }) => status)).toEqual([200, 200]);
    await services.database.platform.transaction((em) =>
      em.execute(`update sessions set used_at = used_at - interval '1 minute'`),
    );
    const thief = new Browser(base);
    thief.cookie = stolen;
    expect(await problem(await thief.call('POST', '/v1/auth/refresh'))).toEqual({
      status: 401,
      code: 'session_reused',
    });
    expect(thief.cookie).toMatch(/=$/);
    expect((await browser.call('POST', '/v1/auth/refresh')).status).toBe(401);
    expect((await browser.call('GET', '/v1/auth/me')).status).toBe(401);
  });

  it('signs out at once: cookie and access token are dead', async () => {
    const { browser } = await member('viewer');
    const { cookie } = browser;
    expect((await browser.call('POST', '/v1/auth/sign-out')).status).toBe(204);
    expect(browser.cookie).toMatch(/=$/);
    expect((await browser.call('GET', '/v1/auth/me')).status).toBe(401);
    browser.cookie = cookie;
    expect((await browser.call('POST', '/v1/auth/refresh')).status).toBe(401);
  });

  it('closes a suspended tenant to everybody in it, but lets them see why', async () => {
    const { browser } = await member('owner');
    const operator = new Browser(base);
    const { email } = await testUser(services.database, { passwordHash, operator: true });
    await operator.signIn(String(email));
    const suspend = `/v1/operator/tenants/${tenant.id}/suspend`;
    expect((await browser.call('POST', suspend)).status).toBe(403);
    expect((await operator.call('POST', suspend)).status).toBe(200);
    expect(await problem(await browser.call('GET', '/v1/tenant'))).toEqual({
      status: 403,
      code: 'tenant_suspended',
    });
    expect((await browser.call('GET', '/v1/auth/me')).status).toBe(200);
    await operator.call('POST', `/v1/operator/tenants/${tenant.id}/activate`);
    expect((await browser.call('GET', '/v1/tenant')).status).toBe(200);
  });

  it('asks for the role that the route names, as it is now', async () => {
    const { browser, memberId } = await member('viewer');
    const owner = (await member('owner')).browser;
    expect((await browser.call('GET', '/v1/audit')).status).toBe(403);
    await owner.call('PATCH', `/v1/members/${memberId}`, { role: 'admin' });
    expect((await browser.call('GET', '/v1/audit')).status).toBe(200);
    expect((await owner.call('DELETE', `/v1/members/${memberId}`)).status).toBe(204);
    expect((await browser.call('GET', '/v1/audit')).status).toBe(403);
  });

  it('switches to another tenant of the same person, and to no other', async () => {
    const { browser, userId } = await member('viewer');
    const second = await testTenant(services.database);
    const to = { tenantId: second.id };
    expect((await browser.call('POST', '/v1/auth/switch', to)).status).toBe(404);
    await second.insert('members', { userId, role: 'admin' });
    const switched = await browser.call('POST', '/v1/auth/switch', to);
    browser.token = ((await switched.json()) as SignInView).accessToken;
    const me = async () => (await (await browser.call('GET', '/v1/auth/me')).json()) as MeView;
    expect((await me()).tenant).toMatchObject({ id: second.id, role: 'admin' });
    // The session remembers where it is.
    const refreshed = await browser.call('POST', '/v1/auth/refresh');
    browser.token = ((await refreshed.json()) as SignInView).accessToken;
    expect((await me()).tenant?.id).toBe(second.id);
  });

  it('invites, lets the person in by the link, and tells it in the audit log', async () => {
    const { browser } = await member('owner');
    const email = `guest-${tenant.slug}@example.test`;
    const invited = await browser.call('POST', '/v1/invitations', { email, role: 'builder' });
    const { acceptUrl } = (await invited.json()) as { acceptUrl: string };
    const token = new URL(acceptUrl).hash.slice('#token='.length);
    const guest = new Browser(base);
    const look = async (sent: string) =>
      (await guest.call('POST', '/v1/invitations/look', { token: sent })).json();
    expect(await look(token)).toEqual({ valid: true, tenantName: expect.any(String) as string });
    expect(await look('made up')).toEqual({ valid: false });
    const body = { token, name: 'Guest', password: PASSWORD };
    const accepted = await guest.call('POST', '/v1/invitations/accept', body);
    expect(accepted.status).toBe(200);
    guest.token = ((await accepted.json()) as SignInView).accessToken;
    expect((await guest.call('GET', '/v1/members')).status).toBe(200);
    expect(await look(token)).toEqual({ valid: false });
    const log = await browser.call('GET', '/v1/audit?limit=2&targetType=invitation');
    const { items } = (await log.json()) as { items: { action: string; actor: object }[] };
    expect(items.map(({ action }) => action)).toEqual([
      'invitation.accepted',
      'invitation.created',
    ]);
    expect(items[0]?.actor).toMatchObject({ type: 'user', name: email });
  });

  it('slows down whoever tries passwords', async () => {
    const browser = new Browser(base);
    const body = { email: `who-${tenant.slug}@example.test`, password: 'guess' };
    const answers: number[] = [];
    for (let n = 0; n < 7; n += 1) {
      const response = await browser.call('POST', '/v1/auth/sign-in', body);
      answers.push(response.status);
      if (response.status === 429) {
        expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    }
    expect(answers).toEqual([401, 401, 401, 401, 401, 401, 429]);
  });

  it('slows down whoever tries links of invitations', async () => {
    const browser = new Browser(base);
    const answers: number[] = [];
    for (let n = 0; n < 7; n += 1) {
      answers.push((await browser.call('POST', '/v1/invitations/look', { token: 'x' })).status);
    }
    expect(answers).toContain(200);
    expect(answers.at(-1)).toBe(429);
  });

  it('publishes the keys by which others check its tokens', async () => {
    const { keys } = (await (await fetch(`${base}/.well-known/jwks.json`)).json()) as {
      keys: Record<string, string>[];
    };
    expect(keys[0]).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' });
    expect(keys[0]).not.toHaveProperty('d');
  });
});
