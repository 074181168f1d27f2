import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { UsageJournal } from '@renum/billing';
import type {
  AuditEntryView,
  CredentialView,
  NewApiKeyView,
  Page,
  ProviderView,
  PublicKeyView,
  TenantView,
} from '@renum/contracts';
import { newId, signIdentity } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  testUser,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { VaultService } from '@renum/vault';
import { CompactEncrypt, importJWK } from 'jose';
import OpenAI from 'openai';
import { TestControlPlane, type Call } from '../testing/control-plane';
import { ModelProvider } from '../testing/model-provider';

const KEY = randomBytes(32);
const PLATFORM_SECRET = 'sk-platform-0123456789abcdef';
const OWN_SECRET = 'sk-own-0123456789abcdef';
const MODEL = 'gpt-4.1-mini';
/** 1,000 tokens in, 500 out. */
const COST = 1_200_000;
const MARKUP_BP = 2_500;
const hi = [{ role: 'user' as const, content: 'hi' }];

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

/** Real: a whole process, PostgreSQL, Redis, vault, ledger, the official client. Played: the provider. */
describe('keys of the platform', () => {
  let db: TestDatabase;
  let provider: ModelProvider;
  let api: TestControlPlane;
  let dataPort: number;
  let operator: Call;
  let operatorId: string;
  let platformKey: CredentialView;
  let tenant: TestTenant;
  let owner: Call;
  let apiKey: NewApiKeyView;
  let book: string;

  beforeAll(async () => {
    db = await createTestDatabase();
    provider = await new ModelProvider().start();
    dataPort = await freePort();
    api = await TestControlPlane.start(
      { database: db, redis: createTestRedis() },
      {
        PLANES: 'control,data',
        DATA_PORT: String(dataPort),
        DATA_PLANE_KEY: KEY.toString('base64'),
        STANDIN_URL: provider.url,
      },
    );
    operatorId = (await testUser(db, { operator: true })).userId;
    operator = await api.as({ userId: operatorId });
    const rules = { markupBp: MARKUP_BP, fees: [] };
    book = `book-${newId()}`;
    const effectiveFrom = '2020-01-01T00:00:00.000Z';
    const published = { name: book, effectiveFrom, rules };
    expect((await operator('POST', '/v1/operator/price-books', published)).status).toBe(201);
  });
  afterAll(async () => {
    await api.stop();
    await provider.stop();
    await db.drop();
  });
  beforeEach(async () => {
    provider.seen.length = 0;
    platformKey = await store({ provider: 'openai', name: 'Ours', secret: PLATFORM_SECRET });
    tenant = await testTenant(db);
    owner = await api.owner(tenant);
    await setTerms({ priceBook: book, platformKeys: true });
    const made = await owner('POST', '/v1/api-keys', { name: 'Shop', scopes: ['llm'] });
    apiKey = (await made.json()) as NewApiKeyView;
  });
  afterEach(() => operator('POST', `/v1/operator/credentials/${platformKey.id}/revoke`));

  const sql = <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
    db.platform.transaction((em) => em.execute<T[]>(text, values));
  /** Its calls go to the provider that is played. */
  const store = async (body: object): Promise<CredentialView> => {
    const made = await operator('POST', '/v1/operator/credentials', body);
    expect(made.status).toBe(201);
    const credential = (await made.json()) as CredentialView;
    await sql('update credentials set stand_in = true where id = ?', [credential.id]);
    return credential;
  };
  const setTerms = async (terms: object) => {
    const changed = await operator('PATCH', `/v1/operator/tenants/${tenant.id}/billing`, terms);
    expect(changed.status).toBe(200);
  };
  const client = () =>
    new OpenAI({ apiKey: apiKey.key, baseURL: `${api.origin}/llm/openai/v1`, maxRetries: 0 });
  const complete = (model = MODEL) => client().chat.completions.create({ model, messages: hi });
  const own = (more: object = {}) =>
    tenant.run(() =>
      api.app
        .get(VaultService, { strict: false })
        .create({ provider: 'openai', name: 'Own', secret: OWN_SECRET, standIn: true, ...more }),
    );
  const events = async () => {
    await api.app.get(UsageJournal, { strict: false }).drain();
    return sql<{ platform_key: boolean; cost: number; charge: number | null }>(
      `select u.platform_key, u.cost_nano::int as cost, c.charge_nano::int as charge
         from usage_events u left join usage_charges c on c.event_id = u.id
        where u.tenant_id = ? order by u.id`,
      [tenant.id],
    );
  };
  /** By the news of a change: what is kept of keys would be for a minute. */
  const soon = async (check: () => Promise<boolean>): Promise<void> => {
    const patience = AbortSignal.timeout(20_000);
    while (!(await check())) await delay(20, undefined, { signal: patience });
  };
  const refusedWith = (code: string) => async () =>
    complete().then(
      () => false,
      (error: unknown) => (error as { code?: string }).code === code,
    );
  const identityOf = async (config: object) => {
    const agent = await tenant.agent({ config });
    const threadId = await tenant.thread(agent.id);
    const runId = await tenant.queuedRun(agent, threadId, { state: 'running' });
    const ids = { tenantId: tenant.id, agentId: agent.id, agentVersionId: agent.versionId };
    const exp = Math.floor(Date.now() / 1000) + 600;
    return { ...ids, threadId, runId, instanceId: newId(), exp };
  };

  it('serve a tenant that has none of its own, at cost and the margin of its book', async () => {
    await complete();
    expect(provider.seen[0]?.headers.authorization).toBe(`Bearer ${PLATFORM_SECRET}`);
    const charge = (COST * (10_000 + MARKUP_BP)) / 10_000;
    expect(await events()).toEqual([{ platform_key: true, cost: COST, charge }]);
    const balances = await sql<{ account: string; nano: number }>(
      `select account, balance_nano::int as nano from ledger_balances where tenant_id = ?
        order by account`,
      [tenant.id],
    );
    expect(Object.fromEntries(balances.map(({ account, nano }) => [account, nano]))).toEqual({
      receivable: -charge,
      revenue: charge,
      cost: -COST,
      payments: COST,
    });
  });

  it('are audited where they belong, with the tenant that used them', async () => {
    await complete();
    const path = `/v1/operator/credentials/${platformKey.id}/access`;
    const log = (await (await operator('GET', path)).json()) as Page<AuditEntryView>;
    expect(log.items.map(({ action }) => action)).toContain('credential.created');
    expect(log.items.find(({ action }) => action === 'credential.opened')).toMatchObject({
      actor: { type: 'apiKey', id: apiKey.id },
      detail: { purpose: 'llm', provider: 'openai', forTenantId: tenant.id },
    });
    const seen = await sql<{ action: string }>(
      `select action from audit_entries where tenant_id = ? and action = 'credential.opened'`,
      [tenant.id],
    );
    expect(seen).toEqual([]);
    expect((await owner('GET', `/v1/credentials/${platformKey.id}`)).status).toBe(404);
  });

  it('stand back behind the tenant’s own, as soon as there is one', async () => {
    await complete();
    await own();
    await soon(async () => {
      await complete();
      return provider.seen.at(-1)?.headers.authorization === `Bearer ${OWN_SECRET}`;
    });
    const billed = await events();
    expect(billed.at(-1)).toEqual({ platform_key: false, cost: COST, charge: 0 });
  });

  it('do not step in for an own key that only expired', async () => {
    const expired = await own();
    await sql(`update credentials set expires_at = now() where id = ?`, [expired.id]);
    await expect(complete()).rejects.toMatchObject({ status: 424, code: 'credential_expired' });
    expect(provider.seen).toEqual([]);
  });

  it('serve nobody whose terms do not say so, from the news of the change on', async () => {
    await complete();
    await setTerms({ platformKeys: false });
    await soon(refusedWith('credential_missing'));
    expect((await client().models.list()).data).toEqual([]);
    await setTerms({ platformKeys: true });
    await complete();
    expect((await client().models.list()).data.length).toBeGreaterThan(10);
  });

  it('are for as much as the credit of a tenant covers that pays before use', async () => {
    const topUp = async (amountNano: string) => {
      const path = `/v1/operator/tenants/${tenant.id}/top-ups`;
      expect((await operator('POST', path, { id: newId(), amountNano })).status).toBe(200);
    };
    await setTerms({ mode: 'prepaid' });
    await topUp('10000000');
    // Without a bound, 16,384 tokens at 1.6 USD a million.
    await expect(complete()).rejects.toMatchObject({ status: 402, code: 'wallet_empty' });
    expect(provider.seen).toEqual([]);
    await topUp('100000000');
    const served = () =>
      complete().then(
        () => true,
        () => false,
      );
    await soon(served);
    expect(await events()).toEqual([{ platform_key: true, cost: COST, charge: 1_500_000 }]);
  });

  it('stop at the news that they are revoked', async () => {
    await complete();
    const path = `/v1/operator/credentials/${platformKey.id}/revoke`;
    expect((await operator('POST', path)).status).toBe(200);
    await soon(refusedWith('credential_missing'));
  });

  it('are not for calls that could not be charged', async () => {
    await expect(complete('openai/nobody-knows-this')).rejects.toMatchObject({
      status: 403,
      code: 'operation_not_allowed',
    });
    expect(provider.seen).toEqual([]);
    expect(await events()).toEqual([]);
    await own();
    await complete('openai/nobody-knows-this');
  });

  it('are not for calls that reach back into the account', async () => {
    const body = { model: MODEL, input: 'hi', previous_response_id: 'resp_1' };
    await expect(client().responses.create(body)).rejects.toMatchObject({ status: 403 });
    expect(provider.seen).toEqual([]);
  });

  it('serve sandboxes as well', async () => {
    const identity = await identityOf({ model: { provider: 'openai', name: MODEL } });
    const answer = await fetch(`http://127.0.0.1:${dataPort}/llm/openai/v1/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-renum-identity': signIdentity(identity, KEY),
      },
      body: JSON.stringify({ model: MODEL, messages: hi }),
    });
    expect(answer.status).toBe(200);
    await answer.text();
    expect(await events()).toMatchObject([{ platform_key: true, cost: COST }]);
  });

  it('serve APIs that are sold by the call, and of those only what is', async () => {
    const tavily = await store({ provider: 'tavily', name: 'Ours', secret: 'tvly-platform-0123' });
    const grants = [{ provider: 'tavily', operations: ['search', 'usage'] }];
    const identity = await identityOf({ model: { provider: 'openai', name: MODEL }, grants });
    const call = (method: string, path: string) =>
      fetch(`http://127.0.0.1:${dataPort}/proxy/tavily${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          'x-renum-identity': signIdentity(identity, KEY),
        },
        ...(method === 'POST' && { body: '{"query":"x"}' }),
      });
    expect((await call('POST', '/search')).status).toBe(200);
    expect((await call('GET', '/usage')).status).toBe(403);
    expect(provider.seen.map(({ url }) => url)).toEqual([expect.stringMatching('/search')]);
    expect(await events()).toMatchObject([{ platform_key: true, cost: 8_000_000 }]);
    await operator('POST', `/v1/operator/credentials/${tavily.id}/revoke`);
  });

  it('come encrypted to a key of their own, and are the operators’ alone', async () => {
    const { jwk } = (await (
      await operator('GET', '/v1/operator/credentials/public-key')
    ).json()) as PublicKeyView;
    const header = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: String(jwk['kid']) };
    const sealed = async (secret: string) =>
      new CompactEncrypt(Buffer.from(secret))
        .setProtectedHeader(header)
        .encrypt(await importJWK({ ...jwk }, 'ECDH-ES+A256KW'));
    const secretJwe = await sealed('sk-sealed-0123456789abcdef');
    const body = { provider: 'openai', name: 'Sealed', secretJwe };
    expect((await owner('POST', '/v1/credentials', body)).status).toBe(422);
    const newest = await store(body);
    await complete();
    expect(provider.seen[0]?.headers.authorization).toBe('Bearer sk-sealed-0123456789abcdef');
    const replace = `/v1/operator/credentials/${newest.id}/replace`;
    const replaced = await operator('POST', replace, { secret: 'sk-next-0123456789abcdef' });
    expect(await replaced.json()).toMatchObject({ version: 2 });
    await operator('POST', `/v1/operator/credentials/${newest.id}/revoke`);
    for (const [method, path] of [
      ['GET', ''],
      ['POST', ''],
      ['GET', '/public-key'],
      ['GET', `/${newest.id}`],
      ['POST', `/${newest.id}/revoke`],
      ['POST', `/${newest.id}/test`],
      ['GET', `/${newest.id}/access`],
    ] as const)
      expect((await owner(method, `/v1/operator/credentials${path}`)).status).toBe(403);
  });

  it('of what nobody sells by the call are not taken', async () => {
    const offered = await operator('GET', '/v1/operator/credentials/providers');
    const { items } = (await offered.json()) as { items: ProviderView[] };
    const ids = items.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['openai', 'anthropic', 'tavily']));
    expect(ids).not.toContain('github');
    for (const id of ['github', 'own-anything']) {
      const body = { provider: id, name: 'x', secret: 'ghp_0123456789abcdef0123456789abcdef0123' };
      const status = (await operator('POST', '/v1/operator/credentials', body)).status;
      expect([404, 422]).toContain(status);
    }
  });

  it('are in a vault of one tenant that is no company', async () => {
    await Promise.all(
      Array.from({ length: 10 }, () => operator('GET', '/v1/operator/credentials')),
    );
    const [platform, ...more] = await sql<{ id: string }>(
      `select id from tenants where kind = 'platform'`,
    );
    expect(more).toEqual([]);
    const id = platform?.id ?? '';
    const listed = await operator('GET', '/v1/operator/tenants?limit=100');
    const { items } = (await listed.json()) as Page<TenantView>;
    expect(items.map((each) => each.id)).not.toContain(id);
    const invoice = { month: '2026-01' };
    for (const [method, path, body] of [
      ['POST', 'suspend', undefined],
      ['GET', 'wallet', undefined],
      ['PATCH', 'billing', { platformKeys: true }],
      ['POST', 'invoices', invoice],
    ] as const)
      expect((await operator(method, `/v1/operator/tenants/${id}/${path}`, body)).status).toBe(404);
  });
});
