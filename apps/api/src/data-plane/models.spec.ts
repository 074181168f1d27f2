import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import { UsageJournal } from '@renum/billing';
import type { NewApiKeyView } from '@renum/contracts';
import { newId, signIdentity } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { VaultService } from '@renum/vault';
import OpenAI, { toFile } from 'openai';
import { register } from 'prom-client';
import { TestControlPlane, type Call } from '../testing/control-plane';
import { ModelProvider } from '../testing/model-provider';

const KEY = Buffer.alloc(32, 5);
const SECRET = 'sk-canary-0123456789abcdef';
const MODEL = 'gpt-4.1-mini';
const CLAUDE = 'claude-haiku-4-5';
const ORIGIN = 'https://console.example';
const hi = [{ role: 'user' as const, content: 'hi' }];

/**
 * The clock by which the processes keep what they know of keys and runs: they take it as it is when
 * they start. While it stands still nothing is forgotten by itself.
 */
let standingAt: number | undefined;
const clock = Date.now;

/** Real: two whole processes, PostgreSQL, Redis, vault, ledger, the official clients. Played: the provider. */
describe('models for external apps', () => {
  const home = mkdtempSync(join(tmpdir(), 'renum-models-'));
  let db: TestDatabase;
  let provider: ModelProvider;
  let here: TestControlPlane;
  let there: TestControlPlane;
  let tenant: TestTenant;
  let owner: Call;

  beforeAll(async () => {
    Date.now = () => standingAt ?? clock();
    db = await createTestDatabase();
    provider = await new ModelProvider().start();
    const redis = createTestRedis();
    const rootKey = join(home, 'root.key');
    writeFileSync(rootKey, KEY.toString('base64'), { mode: 0o600 });
    const start = () => {
      // Two processes would have a registry each.
      register.clear();
      return TestControlPlane.start(
        { database: db, redis },
        {
          ROOT_KEY_FILE: rootKey,
          PLANES: 'control,data',
          DATA_PORT: '0',
          DATA_PLANE_KEY: KEY.toString('base64'),
          STANDIN_URL: provider.url,
          CORS_ORIGINS: ORIGIN,
        },
      );
    };
    [here, there] = [await start(), await start()];
  });
  afterAll(async () => {
    await here.stop();
    await there.stop();
    await provider.stop();
    await db.drop();
    rmSync(home, { recursive: true });
    Date.now = clock;
  });
  beforeEach(async () => {
    provider.seen.length = 0;
    tenant = await testTenant(db);
    owner = await here.owner(tenant);
    for (const id of ['openai', 'anthropic']) await credential(tenant, id);
  });

  const credential = (of: TestTenant, id: string) =>
    of.run(() =>
      here.app
        .get(VaultService, { strict: false })
        .create({ provider: id, name: 'Key', secret: SECRET, standIn: true }),
    );
  const make = async (body: object = {}): Promise<NewApiKeyView> => {
    const made = await owner('POST', '/v1/api-keys', { name: 'Shop', scopes: ['llm'], ...body });
    expect(made.status).toBe(201);
    return (await made.json()) as NewApiKeyView;
  };
  const openai = (apiKey: string, at = here) =>
    new OpenAI({ apiKey, baseURL: `${at.origin}/llm/openai/v1`, maxRetries: 0 });
  const anthropic = (apiKey: string, at = here) =>
    new Anthropic({ apiKey, baseURL: `${at.origin}/llm/anthropic`, maxRetries: 0 });
  const complete = (apiKey: string, at = here, model = MODEL) =>
    openai(apiKey, at).chat.completions.create({ model, messages: hi });
  const sql = <T extends object>(text: string, values: unknown[]): Promise<T[]> =>
    db.platform.transaction((em) => em.execute<T[]>(text, values));
  const eventsOf = async (apiKeyId: string) => {
    for (const at of [here, there]) await at.app.get(UsageJournal, { strict: false }).drain();
    return sql<Record<string, unknown>>(
      `select tenant_id, agent_id, run_id, kind, provider, model, operation, status, input_tokens,
         output_tokens, cost_nano::int as cost, estimated, platform_key,
         first_token_ms is not null as timed from usage_events where api_key_id = ?`,
      [apiKeyId],
    );
  };
  const event = (more: object) => ({
    ...{ tenant_id: tenant.id, agent_id: null, run_id: null, kind: 'llm', status: 200 },
    ...{ input_tokens: 1000, output_tokens: 500, estimated: false, platform_key: false },
    ...more,
  });

  it('streams to the official OpenAI client, tools and all, and bills the app', async () => {
    const { key, id } = await make();
    const stream = openai(key).chat.completions.stream({ model: MODEL, messages: hi });
    const message = await stream.finalMessage();
    expect(message.content).toBe('Hello');
    expect(message.tool_calls?.[0]).toMatchObject({ function: { name: 'f' } });
    const [seen] = provider.seen;
    expect(seen?.headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(JSON.stringify(seen)).not.toContain(key.slice(4));
    expect(seen?.body['model']).toBe(MODEL);
    const call = { provider: 'openai', model: MODEL, operation: 'chat.completions' };
    expect(await eventsOf(id)).toEqual([event({ ...call, cost: 1_200_000, timed: true })]);
  });

  it('streams to the official Anthropic client', async () => {
    const { key, id } = await make();
    const request = { model: `anthropic/${CLAUDE}`, max_tokens: 100, messages: hi };
    const message = await anthropic(key).messages.stream(request).finalMessage();
    expect(message.content).toEqual([{ type: 'text', text: 'Hello' }]);
    expect(provider.seen[0]?.headers['x-api-key']).toBe(SECRET);
    expect(provider.seen[0]?.body['model']).toBe(CLAUDE);
    const [billed] = await eventsOf(id);
    expect(billed).toMatchObject(event({ provider: 'anthropic', cost: 3_500_000 }));
  });

  it('hears and draws for the official OpenAI client, and bills by what it tells', async () => {
    const { key, id } = await make();
    const client = openai(key);
    const file = await toFile(Buffer.alloc(100_000, 'ID3'), 'a.mp3', { type: 'audio/mpeg' });
    const heard = await client.audio.transcriptions.create({
      model: 'openai/gpt-4o-transcribe',
      file,
    });
    expect(heard.text).toBe('Hello');
    // The form reaches the provider as it was, but for the model's name.
    expect(provider.seen[0]?.body).toMatchObject({ model: 'gpt-4o-transcribe' });
    expect((provider.seen[0]?.body['file'] as File).size).toBe(100_000);
    await client.images.generate({ model: 'gpt-image-1', prompt: 'an otter', quality: 'high' });
    await here.app.get(UsageJournal, { strict: false }).drain();
    const billed = await sql<{ operation: string }>(
      `select operation, model, input_tokens, output_tokens, token_kinds, cost_nano::int as cost,
         priced, estimated from usage_events where api_key_id = ? order by occurred_at`,
      [id],
    );
    const exact = { priced: true, estimated: false };
    expect(billed).toEqual([
      {
        ...{ operation: 'audio.transcriptions', model: 'gpt-4o-transcribe', ...exact },
        ...{ input_tokens: 90, output_tokens: 8, token_kinds: { inputAudio: 90 }, cost: 620_000 },
      },
      {
        ...{ operation: 'images.generate', model: 'gpt-image-1', ...exact },
        ...{ input_tokens: 50, output_tokens: 4160, token_kinds: { outputImage: 4160 } },
        cost: 166_650_000,
      },
    ]);
  });

  it('lists what the tenant has keys for and the API key allows', async () => {
    const all = await openai((await make()).key).models.list();
    const ids = all.data.map((model) => model.id);
    expect(ids).toContain(`openai/${MODEL}`);
    expect(ids.filter((model) => !model.startsWith('openai/'))).toEqual([]);
    const few = await make({ models: [`openai/${MODEL}*`, 'groq/*', `anthropic/${CLAUDE}`] });
    for await (const { id } of openai(few.key).models.list()) expect(id).toContain(MODEL);
    const claude = await anthropic(few.key).models.list();
    expect(claude.data.map(({ id }) => id)).toEqual([`anthropic/${CLAUDE}`]);
    const one = await openai(few.key).models.retrieve(`openai/${MODEL}`);
    expect(one).toMatchObject({ id: `openai/${MODEL}`, owned_by: 'openai' });
    await expect(openai(few.key).models.retrieve('openai/gpt-5')).rejects.toMatchObject({
      status: 404,
    });
    expect(provider.seen).toEqual([]);
  });

  it('takes no key that is none, unknown, for the API only, or of a suspended tenant', async () => {
    for (const key of ['sk-other', `rnm_${'x'.repeat(43)}`])
      await expect(complete(key)).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    await expect(
      anthropic('none').messages.create({ model: CLAUDE, max_tokens: 1, messages: hi }),
    ).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
    const api = await make({ scopes: ['api'] });
    await expect(complete(api.key)).rejects.toBeInstanceOf(OpenAI.PermissionDeniedError);
    const { key, id } = await make();
    await sql(`update tenants set state = 'suspended' where id = ?`, [tenant.id]);
    await expect(complete(key)).rejects.toMatchObject({ status: 403, code: 'tenant_suspended' });
    expect(provider.seen).toEqual([]);
    expect(await eventsOf(id)).toEqual([]);
  });

  it('refuses what an empty wallet cannot pay for, and lets it through once it is filled', async () => {
    const { key } = await make();
    await complete(key);
    await sql(
      `insert into billing_accounts (tenant_id, mode, suspended_at, suspended_reason)
       values (?, 'prepaid', now(), 'wallet_empty')`,
      [tenant.id],
    );
    await delay(3_100);
    await expect(complete(key)).rejects.toMatchObject({ status: 402, code: 'wallet_empty' });
    await sql(
      'update billing_accounts set suspended_at = null, suspended_reason = null where tenant_id = ?',
      [tenant.id],
    );
    await complete(key);
  });

  it('takes no key after its time', async () => {
    const { key, id } = await make({ expiresAt: new Date(Date.now() + 10_000).toISOString() });
    await complete(key);
    await delay(10_100);
    await expect(complete(key)).rejects.toMatchObject({ status: 401 });
    expect(await eventsOf(id)).toHaveLength(1);
  });

  it('forgets a revoked key at the news of it, in every process', async () => {
    const { key, id } = await make();
    const opens = async (at: TestControlPlane) => {
      const asked = complete(key, at).then(() => true);
      return asked.catch((error: unknown) => !(error instanceof OpenAI.AuthenticationError));
    };
    standingAt = clock();
    try {
      await complete(key, here);
      await complete(key, there);
      expect((await owner('DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
      const patience = AbortSignal.timeout(20_000);
      let open: boolean;
      do open = (await opens(here)) || (await opens(there));
      while (open && !patience.aborted);
      expect(open).toBe(false);
    } finally {
      standingAt = undefined;
    }
  });

  it('calls only models of the key’s list, each at its own dialect’s door', async () => {
    const { key, id } = await make({ models: ['openai/gpt-4.1*'] });
    await complete(key, here, `openai/${MODEL}`);
    for (const model of ['gpt-5', 'openai/gpt-5', 'groq/gpt-4.1', `anthropic/${CLAUDE}`])
      await expect(complete(key, here, model)).rejects.toBeInstanceOf(OpenAI.PermissionDeniedError);
    const claude = { model: CLAUDE, max_tokens: 1, messages: hi };
    await expect(anthropic(key).messages.create(claude)).rejects.toBeInstanceOf(
      Anthropic.PermissionDeniedError,
    );
    expect(provider.seen).toHaveLength(1);
    const log = await owner('GET', `/v1/requests?apiKeyId=${id}`);
    const text = await log.text();
    expect(text).toContain(`"apiKeyName":"Shop"`);
  });

  it('stops at the budget of the key, and of no other', async () => {
    const [first, second, third] = [await make(), await make(), await make()];
    const limit = async (apiKeyId: string, limitNano: string) => {
      const budget = { scope: 'app', apiKeyId, period: 'month', limitNano };
      const made = await owner('POST', '/v1/budgets', budget);
      expect(made.status).toBe(201);
      expect(await made.json()).toMatchObject({ scope: 'app', apiKeyName: 'Shop' });
    };
    await limit(first.id, '1300000');
    await limit(third.id, '1');
    await sql(`update budgets set created_at = now() - interval '1 minute' where tenant_id = ?`, [
      tenant.id,
    ]);
    const bounded = (key: string) =>
      openai(key).chat.completions.create({ model: MODEL, messages: hi, max_tokens: 500 });
    // A process learns of all budgets at once: when it knows the one, it knows the other.
    const served = () =>
      bounded(third.key).then(
        () => true,
        () => false,
      );
    while (await served()) await delay(100);
    await bounded(first.key);
    await expect(bounded(first.key)).rejects.toMatchObject({ status: 402, code: 'limit_exceeded' });
    await bounded(second.key);
    expect(await eventsOf(first.id)).toHaveLength(1);
  });

  it('never uses another tenant’s credentials', async () => {
    const other = await testTenant(db);
    const call = await here.owner(other);
    const made = await call('POST', '/v1/api-keys', { name: 'Other', scopes: ['llm'] });
    const { key } = (await made.json()) as NewApiKeyView;
    await complete((await make()).key);
    await expect(complete(key)).rejects.toMatchObject({ status: 424, code: 'credential_missing' });
    expect((await openai(key).models.list()).data).toEqual([]);
    expect(provider.seen).toHaveLength(1);
  });

  it('takes no identity of a sandbox, and opens no other door', async () => {
    const agent = await tenant.agent({ config: { model: { provider: 'openai', name: MODEL } } });
    const threadId = await tenant.thread(agent.id);
    const runId = await tenant.queuedRun(agent, threadId, { state: 'running' });
    const ids = { tenantId: tenant.id, agentId: agent.id, agentVersionId: agent.versionId };
    const exp = Math.floor(Date.now() / 1000) + 600;
    const identity = { ...ids, threadId, runId, instanceId: newId(), exp };
    const ask = (headers: Record<string, string>, path = '/llm/openai/v1/chat/completions') =>
      fetch(here.origin + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ model: MODEL, messages: hi }),
      });
    const signed = { 'x-renum-identity': signIdentity(identity, KEY) };
    expect((await ask(signed)).status).toBe(401);
    const { key, id } = await make();
    // Beside a key it means nothing: the app is billed, not the run.
    const bearer = { authorization: `Bearer ${key}` };
    expect((await ask({ ...signed, ...bearer })).status).toBe(200);
    expect(await eventsOf(id)).toHaveLength(1);
    expect(JSON.stringify(provider.seen)).not.toContain('x-renum');
    for (const path of ['/proxy/tavily/search', '/mcp/x', '/llm/other/v1/x', '/llm'])
      expect((await ask(bearer, path)).status).toBe(404);
    // Two keys that differ could be read either way.
    expect((await ask({ ...bearer, 'x-api-key': (await make()).key })).status).toBe(401);
  });

  it('has no CORS, and reads bodies that are larger than those of the API', async () => {
    const { key } = await make();
    const answer = await fetch(`${here.origin}/llm/openai/v1/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        origin: ORIGIN,
      },
      body: JSON.stringify({
        model: MODEL,
        messages: [{ role: 'user', content: 'x'.repeat(3e6) }],
      }),
    });
    expect(answer.status).toBe(200);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-'))).toEqual([]);
    await answer.text();
    expect(provider.seen[0]?.headers.origin).toBeUndefined();
    const preflight = await fetch(`${here.origin}/llm/openai/v1/models`, { method: 'OPTIONS' });
    expect(preflight.status).toBe(401);
  });

  it('bounds wrong keys from one address, and lets right ones through all the same', async () => {
    const { key } = await make();
    await complete(key, there);
    const wrong = async (index: number) => {
      const apiKey = `rnm_${String(index).padStart(43, 'a')}`;
      const response = await fetch(`${there.origin}/llm/openai/v1/models`, {
        headers: { 'x-api-key': apiKey },
      });
      return response.status;
    };
    const until429 = async (first: number): Promise<number> => {
      let tried = 0;
      for (let last = 401; last === 401 && tried < 1_000; tried += 1)
        last = await wrong(first + tried);
      return tried;
    };
    // One more a second: a slow machine may take its time.
    expect(await until429(0)).toBeLessThan(200);
    // Also when it has to be looked up again.
    await delay(3_100);
    expect(await until429(1_000)).toBeLessThan(200);
    await complete(key, there);
  });
});
