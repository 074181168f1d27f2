import type { NewApiKeyView } from '@renum/contracts';
import { createTestDatabase, createTestRedis, testTenant, type TestDatabase } from '@renum/testing';
import { VaultService } from '@renum/vault';
import OpenAI from 'openai';
import { register } from 'prom-client';
import { TestControlPlane } from '../testing/control-plane';
import { ModelProvider } from '../testing/model-provider';

const KEY = Buffer.alloc(32, 5);
const SECRET = 'sk-canary-0123456789abcdef';
const MODEL = 'gpt-4.1-mini';
const hi = [{ role: 'user' as const, content: 'hi' }];

/** Real: a whole process, PostgreSQL, Redis, vault, ledger, the official client. Played: the provider. */
describe('a process with bounds, one that stops, and one without a data plane', () => {
  let db: TestDatabase;
  let provider: ModelProvider;
  beforeEach(async () => {
    register.clear();
    db = await createTestDatabase();
    provider = await new ModelProvider().start();
  });
  afterEach(async () => {
    await provider.stop();
    await db.drop();
  });

  /** A process of its own, and an app's key in it. */
  const start = async (more: Record<string, string> = {}) => {
    const api = await TestControlPlane.start(
      { database: db, redis: createTestRedis() },
      {
        PLANES: 'control,data',
        DATA_PORT: '0',
        DATA_PLANE_KEY: KEY.toString('base64'),
        STANDIN_URL: provider.url,
        ...more,
      },
    );
    const tenant = await testTenant(db);
    await tenant.run(() =>
      api.app
        .get(VaultService, { strict: false })
        .create({ provider: 'openai', name: 'Key', secret: SECRET, standIn: true }),
    );
    const who = { userId: tenant.owner.userId, tenantId: tenant.id, role: 'owner' as const };
    const owner = await api.as(who);
    const clientOf = async () => {
      const made = await owner('POST', '/v1/api-keys', { name: 'Shop', scopes: ['llm'] });
      const { key, id } = (await made.json()) as NewApiKeyView;
      const baseURL = `${api.origin}/llm/openai/v1`;
      return { id, client: new OpenAI({ apiKey: key, baseURL, maxRetries: 0 }) };
    };
    return { api, clientOf };
  };
  const complete = (client: OpenAI) =>
    client.chat.completions.create({ model: MODEL, messages: hi });

  it('bounds what one key does at once, and in a minute; and another key is another', async () => {
    const begun = performance.now();
    const bounds = { DATA_MAX_APP_CALLS: '2', DATA_MAX_APP_CALLS_PER_MINUTE: '6' };
    const { api, clientOf } = await start(bounds);
    const { client } = await clientOf();
    const tooMany = { status: 429, code: 'too_many_requests' };
    const goOn = provider.hold();
    const refused = Promise.withResolvers<void>();
    const streams = [1, 2, 3].map(() => {
      const stream = client.chat.completions.stream({ model: MODEL, messages: hi });
      return stream.finalMessage().catch((error: unknown) => {
        refused.resolve();
        throw error;
      });
    });
    // None of the two ends before the third has been told.
    await refused.promise;
    goOn();
    const ends = await Promise.allSettled(streams);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const rejected = ends.filter(({ status }) => status === 'rejected');
    expect(rejected).toMatchObject([{ reason: tooMany }]);
    let served = 2;
    let refusal: unknown;
    while (refusal === undefined && served < 100)
      await complete(client).then(
        () => (served += 1),
        (error: unknown) => (refusal = error),
      );
    expect(refusal).toMatchObject(tooMany);
    expect(served).toBeGreaterThanOrEqual(6);
    // One more for each ten seconds that the machine took.
    expect(served).toBeLessThanOrEqual(6 + Math.floor((performance.now() - begun) / 10_000));
    await complete((await clientOf()).client);
    await api.stop();
  });

  it('lets answers end and takes no new calls (D3)', async () => {
    const { api, clientOf } = await start();
    const { client, id } = await clientOf();
    const { client: late } = await clientOf();
    const goOn = provider.hold();
    const stream = client.chat.completions.stream({ model: MODEL, messages: hi });
    await new Promise<void>((resolve) => stream.once('chunk', () => resolve()));
    const stopped = api.stop();
    let refusal: unknown;
    while (refusal === undefined) await complete(late).catch((error: unknown) => (refusal = error));
    expect(refusal).toMatchObject({ status: 503, code: 'overloaded' });
    goOn();
    expect((await stream.finalMessage()).content).toBe('Hello');
    await stopped;
    const events = await db.platform.transaction((em) =>
      em.execute('select output_tokens, estimated from usage_events where api_key_id = ?', [id]),
    );
    expect(events).toEqual([{ output_tokens: 500, estimated: false }]);
  });

  it('says that it has none', async () => {
    const api = await TestControlPlane.start({ database: db, redis: createTestRedis() });
    const answer = await fetch(`${api.origin}/llm/anthropic/v1/messages`, { method: 'POST' });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ type: 'error', error: { code: 'not_found' } });
    await api.stop();
  });
});
