import { FakeProvider, json, sse } from '../spec/provider';
import { MODEL, SECRET, SpecPlane, type PlaneOptions } from '../spec/plane';

const TAVILY = { config: { model: { provider: 'openai' as const, name: MODEL } } };

async function setUp(options: Partial<PlaneOptions> = {}) {
  const provider = await new FakeProvider().start();
  const plane = await new SpecPlane({ providerUrl: provider.url, ...options }).start();
  return {
    provider,
    plane,
    [Symbol.asyncDispose]: async () => {
      await plane[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}

const CHAT = { model: MODEL, messages: [{ role: 'user', content: 'hi' }] };
const USAGE = {
  prompt_tokens: 100,
  completion_tokens: 20,
  prompt_tokens_details: { cached_tokens: 40 },
};

describe('a call through the data plane', () => {
  it('carries a chat completion with the key, and bills what the provider counted', async () => {
    await using given = await setUp({ as: 'stand-in', ...TAVILY });
    const { plane, provider } = given;
    provider.answer = (_req, res) => json(res, { model: MODEL, choices: [{}], usage: USAGE });
    const answer = await plane.post('/llm/openai/v1/chat/completions', CHAT);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-renum-decision')).toBe('allowed');
    expect(await answer.json()).toMatchObject({ usage: { prompt_tokens: 100 } });
    expect(provider.seen[0]).toMatchObject({ method: 'POST', url: '/openai/v1/chat/completions' });
    expect(provider.seen[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(provider.seen[0]?.body).toBe(JSON.stringify(CHAT));
    const { start, result } = await plane.onlyBill();
    expect(start).toMatchObject({
      kind: 'llm',
      provider: 'openai',
      model: MODEL,
      operation: 'chat.completions',
    });
    expect(result.tokens).toEqual({ input: 100, cacheRead: 40, cacheWrite: 0, output: 20 });
    // 60 × 0.4 + 40 × 0.1 + 20 × 1.6 USD a million tokens.
    expect(result).toMatchObject({ costNano: 60_000n, priced: true, status: 200 });
    expect(plane.reserved[0]?.estimateNano).toBeGreaterThan(60_000n);
    expect(plane.settled).toEqual([
      { runId: plane.identity.runId, reservationId: start.id, actualNano: 60_000n },
    ]);
    expect(plane.gates.inFlight).toBe(0);
  });

  it('sends a body of JSON as nothing else, whatever it is called', async () => {
    await using given = await setUp({ as: 'stand-in', ...TAVILY });
    const { plane, provider } = given;
    provider.answer = (_req, res) => json(res, { model: MODEL, choices: [{}], usage: USAGE });
    // A form of another model, for whoever believes the type.
    const body = `{"model":"${MODEL}","user":"&model=gpt-5-pro&x="}`;
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-encoding': 'identity',
    };
    const path = '/llm/openai/v1/chat/completions';
    const answer = await plane.call(path, { method: 'POST', body, headers });
    expect(answer.status).toBe(200);
    const [seen] = provider.seen;
    expect(seen?.body).toBe(body);
    expect(seen?.headers['content-type']).toBe('application/json');
    expect(seen?.headers['content-encoding']).toBeUndefined();
  });

  it('bills a search by the credits of the provider', async () => {
    await using given = await setUp({ as: 'stand-in', ...TAVILY });
    const { plane, provider } = given;
    provider.answer = (_req, res) => json(res, { results: [], usage: { credits: 2 } });
    const answer = await plane.post('/proxy/tavily/search', { query: 'row level security' });
    expect(answer.status).toBe(200);
    expect(provider.seen[0]?.url).toBe('/tavily/search');
    const { start, result } = await plane.onlyBill();
    expect(start).toMatchObject({ kind: 'tool', provider: 'tavily', operation: 'search' });
    expect(result).toMatchObject({ meter: 'credits', quantityMilli: 2000, costNano: 16_000_000n });
  });

  it('lets the first event through before the provider has written the second', async () => {
    await using given = await setUp();
    const { plane, provider } = given;
    let finish: () => void = () => undefined;
    provider.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(sse({ choices: [{ delta: { content: 'one' } }] }));
      finish = () => res.end(sse({ choices: [], usage: USAGE }, '[DONE]'));
    };
    const answer = await plane.post('/llm/openai/v1/chat/completions', { ...CHAT, stream: true });
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? []).toString()).toContain('one');
    finish();
    let rest = '';
    for (;;) {
      const next = await reader?.read();
      if (!next || next.done) break;
      rest += Buffer.from(next.value).toString();
    }
    // We asked for usage, the caller had not: its chunk is ours alone.
    expect(rest).toBe(sse('[DONE]'));
    expect(JSON.parse(provider.seen[0]?.body ?? '')).toMatchObject({
      stream_options: { include_usage: true },
    });
    const { result } = await plane.onlyBill();
    expect(result.tokens).toMatchObject({ input: 100, output: 20 });
    expect(result.estimatedReason).toBeUndefined();
  });

  it('passes an error of the provider through, free of charge', async () => {
    await using given = await setUp();
    const { plane, provider } = given;
    provider.answer = (_req, res) => json(res, { error: { message: `bad key ${SECRET}` } }, 429);
    const answer = await plane.post('/llm/openai/v1/chat/completions', CHAT);
    expect(answer.status).toBe(429);
    expect(await answer.json()).toEqual({ error: { message: 'bad key [redacted]' } });
    const { result } = await plane.onlyBill();
    expect(result).toMatchObject({ status: 429, costNano: 0n });
    expect(result.estimatedReason).toBeUndefined();
  });

  it('never sends what the budget refuses', async () => {
    await using given = await setUp({ as: 'stand-in', budget: 'refused', ...TAVILY });
    const { plane, provider } = given;
    const answer = await plane.post('/llm/openai/v1/chat/completions', CHAT);
    expect(answer.status).toBe(402);
    expect(answer.headers.get('x-should-retry')).toBe('false');
    expect(answer.headers.get('x-renum-decision')).toBe('refused:limit_exceeded');
    expect(await answer.json()).toMatchObject({ error: { code: 'limit_exceeded' } });
    expect(provider.seen).toHaveLength(0);
    expect(plane.billed.size).toBe(0);
  });

  it('hands a redirect to elsewhere to the caller and does not follow it', async () => {
    await using elsewhere = await new FakeProvider().start();
    await using given = await setUp();
    const { plane, provider } = given;
    provider.answer = (_req, res) => {
      res.writeHead(302, { location: `${elsewhere.url}/?key=${encodeURIComponent(SECRET)}` });
      res.end();
    };
    const answer = await plane.call('/llm/openai/v1/models');
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(`${elsewhere.url}/?key=[redacted]`);
    expect(elsewhere.seen).toHaveLength(0);
  });

  it('drops every header by which the caller could speak for itself', async () => {
    await using given = await setUp();
    const { plane, provider } = given;
    await plane.raw('GET', '/llm/openai/v1/models', {
      authorization: 'Bearer mine',
      'x-api-key': 'mine',
      cookie: 'a=b',
      'proxy-authorization': 'mine',
      'x-renum-anything': 'mine',
      'x-forwarded-host': 'evil.example',
      'x-http-method-override': 'DELETE',
      connection: 'x-hop',
      'x-hop': 'mine',
      'x-stainless-lang': 'js',
    });
    const headers = provider.seen[0]?.headers ?? {};
    expect(JSON.stringify(headers)).not.toMatch(/mine|evil|DELETE|a=b|x-renum/);
    expect(headers).toMatchObject({ authorization: `Bearer ${SECRET}`, 'x-stainless-lang': 'js' });
  });
});
