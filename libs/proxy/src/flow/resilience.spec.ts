import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FakeProvider, json } from '../spec/provider';
import { MODEL, SpecPlane, type PlaneOptions } from '../spec/plane';
import { until } from '../spec/until';

const AGENT = { config: { model: { provider: 'openai' as const, name: MODEL } } };
const QUERY = { query: 'row level security' };
const FOUND = { results: [], usage: { credits: 1 } };

async function setUp(options: Partial<PlaneOptions> = {}) {
  const provider = await new FakeProvider().start();
  const given = { providerUrl: provider.url, as: 'stand-in' as const, ...AGENT, ...options };
  const plane = await new SpecPlane(given).start();
  /** The provider answers so, one after the other; then well. */
  const script = (...answers: ((res: ServerResponse) => unknown)[]) => {
    provider.answer = (_req, res) => {
      const next = answers.shift();
      return next ? next(res) : json(res, FOUND);
    };
  };
  return {
    provider,
    plane,
    script,
    search: (init: RequestInit = {}) => plane.post('/proxy/tavily/search', QUERY, init),
    [Symbol.asyncDispose]: async () => {
      await plane[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (res: ServerResponse): void => {
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    json(res, { detail: 'not now' }, code);
  };
const breaks = (res: ServerResponse): unknown => res.destroy();

/** Real: sockets on both sides. */
describe('a call that may be repeated', () => {
  it.each([
    ['429', status(429)],
    ['502', status(502)],
    ['503', status(503)],
    ['504', status(504)],
    ['a connection that breaks', breaks],
  ])('goes on after %s, and is billed as one', async (_name, trouble) => {
    await using given = await setUp();
    given.script(trouble);
    const answer = await given.search();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-renum-attempts')).toBe('2');
    expect(await answer.json()).toEqual(FOUND);
    expect(given.provider.seen).toHaveLength(2);
    expect(given.provider.seen[1]).toEqual(given.provider.seen[0]);
    const { result } = await given.plane.onlyBill();
    expect(result).toMatchObject({ status: 200, quantityMilli: 1000, costNano: 8_000_000n });
    expect(result.estimatedReason).toBeUndefined();
    expect(given.plane.reserved).toHaveLength(1);
    expect(given.plane.settled).toHaveLength(1);
    expect(given.plane.gates.inFlight).toBe(0);
  });

  it('waits as long as the provider asks', async () => {
    await using given = await setUp();
    given.script(status(429, { 'retry-after': '1' }));
    const from = performance.now();
    expect((await given.search()).status).toBe(200);
    expect(performance.now() - from).toBeGreaterThan(990);
  });

  it('leaves a long wait to the caller', async () => {
    await using given = await setUp();
    given.script(status(429, { 'retry-after': '600' }));
    const answer = await given.search();
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('600');
    expect(answer.headers.get('x-renum-retryable')).toBe('true');
    expect(answer.headers.get('x-renum-decision')).toBe('allowed');
    expect(given.provider.seen).toHaveLength(1);
  });

  it('is given up in the end, with the last answer, free of charge', async () => {
    await using given = await setUp();
    given.script(...Array.from({ length: 9 }, () => status(503)));
    const answer = await given.search();
    expect(answer.status).toBe(503);
    expect(answer.headers.get('x-renum-attempts')).toBe('3');
    expect(await answer.json()).toEqual({ detail: 'not now' });
    expect(given.provider.seen).toHaveLength(3);
    expect((await given.plane.onlyBill()).result).toMatchObject({ status: 503, costNano: 0n });
  });

  it('is not repeated for a caller that left, and costs what its one answer says', async () => {
    await using given = await setUp();
    const leave = new AbortController();
    // The plane waits for its next attempt by then. Turns of the loop, as no timer may be due before.
    const leaveSoon = async (): Promise<void> => {
      for (let turn = 0; turn < 50; turn += 1) await nextTurn();
      leave.abort();
    };
    given.script((res) => {
      res.on('finish', () => void leaveSoon());
      status(503, { 'retry-after': '2' })(res);
    });
    await expect(given.search({ signal: leave.signal })).rejects.toThrow();
    const { result } = await given.plane.onlyBill();
    expect(result).toMatchObject({ status: 503, costNano: 0n });
    expect(given.provider.seen).toHaveLength(1);
  });

  it('is not repeated once a byte came', async () => {
    await using given = await setUp();
    given.script((res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      res.write('{"results":');
      setTimeout(() => res.destroy(), 30);
    });
    expect((await given.search()).status).toBe(502);
    expect(given.provider.seen).toHaveLength(1);
    expect((await given.plane.onlyBill()).result.estimatedReason).toBe('upstream_cut');
  });

  it('does not read on through an answer that nobody will see', async () => {
    await using given = await setUp();
    given.script((res) => {
      res.writeHead(503);
      const more = setInterval(() => res.write('x'.repeat(50_000)), 5);
      res.on('close', () => clearInterval(more));
    });
    expect((await given.search()).status).toBe(200);
    await until(() => given.provider.cuts === 1);
  });
});

describe('a call that may not be repeated', () => {
  const CHAT = { model: MODEL, messages: [{ role: 'user', content: 'hi' }] };

  it.each([
    ['503', status(503), 503, 'true'],
    ['504', status(504), 504, 'false'],
    ['a connection that breaks', breaks, 502, 'true'],
  ])('is sent once, whatever happens: %s', async (_name, trouble, code, retryable) => {
    await using given = await setUp();
    given.script(trouble);
    const answer = await given.plane.post('/llm/openai/v1/chat/completions', CHAT);
    expect(answer.status).toBe(code);
    expect(answer.headers.get('x-renum-retryable')).toBe(retryable);
    expect(answer.headers.get('x-renum-attempts')).toBeNull();
    expect(given.provider.seen).toHaveLength(1);
  });
});

describe('a write for which the provider knows a key of repetition', () => {
  const granted = { provider: 'resend', operations: 'all' as const };
  const config = { ...AGENT.config, grants: [granted] };
  const MAIL = { from: 'a@example.com', to: 'b@example.com', subject: 'Hi', text: 'Hi' };

  it.each([
    ['is sent again under the same key', { 'idempotency-key': 'mail-1' }, 200, 2],
    ['is sent once without it', {}, 503, 1],
  ])('%s', async (_name, headers, code, times) => {
    await using given = await setUp({ config });
    given.script(status(503));
    const answer = await given.plane.post('/proxy/resend/emails', MAIL, { headers });
    expect(answer.status).toBe(code);
    expect(given.provider.seen).toHaveLength(times);
  });
});

describe('a provider that fails every time', () => {
  it('is left alone for a while, then tried with one call', async () => {
    await using given = await setUp();
    const { plane, provider } = given;
    const chat = () =>
      plane.post('/llm/openai/v1/chat/completions', { model: MODEL, messages: [] });
    plane.clock = 0;
    provider.answer = (_req, res) => json(res, {}, 500);
    for (let count = 0; count < 5; count += 1) expect((await chat()).status).toBe(500);
    const refused = await chat();
    expect(refused.status).toBe(502);
    expect(refused.headers.get('x-renum-decision')).toBe('refused:upstream_unreachable');
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.headers.get('x-renum-retryable')).toBe('true');
    expect(provider.seen).toHaveLength(5);
    expect(plane.billed.size).toBe(5);

    plane.clock = 5_001;
    let release: () => void = () => undefined;
    provider.answer = (_req, res) => {
      release = () => json(res, { model: MODEL, choices: [], usage: {} });
    };
    const probe = chat();
    await until(() => provider.seen.length === 6);
    expect((await chat()).status).toBe(502);
    release();
    expect((await probe).status).toBe(200);
    provider.answer = (_req, res) => json(res, { model: MODEL, choices: [], usage: {} });
    expect((await chat()).status).toBe(200);
  });
});

describe('a tenant in a hurry', () => {
  it('is told when to come again, and nothing is sent', async () => {
    await using given = await setUp({ tenantRate: { requests: 2, seconds: 600 } });
    expect((await given.search()).status).toBe(200);
    expect((await given.search()).status).toBe(200);
    const refused = await given.search();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(250);
    expect(given.provider.seen).toHaveLength(2);
  });
});
