import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { FakeProvider, json, sse } from '../spec/provider';
import { MODEL, SECRET, SpecPlane, type PlaneOptions } from '../spec/plane';
import { until } from '../spec/until';

const OPENAI_AGENT = { model: { provider: 'openai' as const, name: MODEL } };
const CHAT = { model: MODEL, messages: [{ role: 'user', content: 'hi' }], stream: true };
const USAGE = { prompt_tokens: 100, completion_tokens: 20 };
const delta = (content: string) => sse({ choices: [{ delta: { content } }] });
const LAST = sse({ choices: [], usage: USAGE }, '[DONE]');

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

/** Reads the first piece of an answer and leaves. */
async function leaveAfterFirst(plane: SpecPlane): Promise<void> {
  const controller = new AbortController();
  const init = { signal: controller.signal };
  const answer = await plane.post('/llm/openai/v1/chat/completions', CHAT, init);
  await answer.body?.getReader().read();
  controller.abort();
}

describe('a caller that leaves', () => {
  it('is billed what the provider produced after it had left', async () => {
    await using given = await setUp();
    given.provider.answer = async (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let part = 0; part < 10; part += 1) {
        res.write(delta(`part ${part} `));
        await sleep(30);
      }
      res.end(LAST);
    };
    await leaveAfterFirst(given.plane);
    const { result } = await given.plane.onlyBill();
    expect(result).toMatchObject({ tokens: { input: 100, output: 20 }, status: 200 });
    expect(result.estimatedReason).toBeUndefined();
    expect(given.provider.cuts).toBe(0);
  });

  it.each([
    ['time', { drainMs: 150 }, 20],
    ['bytes', { drainBytes: 2000 }, 2000],
  ])('is drained within a bound of %s, then billed as an estimate', async (_name, bound, size) => {
    // The other bounds are met long after the bill is no longer waited for.
    const far = { llmTotalMs: 60_000, drainMs: 60_000, drainBytes: 1024 ** 3 };
    await using given = await setUp({ bounds: { ...far, ...bound } });
    given.provider.answer = async (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      while (!res.destroyed) {
        res.write(delta('x'.repeat(size)));
        await sleep(20);
      }
    };
    await leaveAfterFirst(given.plane);
    const { result } = await given.plane.onlyBill();
    expect(result.estimatedReason).toBe('drain_bound');
    expect(result.tokens?.output).toBeGreaterThan(0);
    await until(() => given.provider.cuts === 1);
    expect(given.plane.gates.inFlight).toBe(0);
  });

  it('before the answer began is billed all the same', async () => {
    await using given = await setUp();
    const leave = new AbortController();
    let answer: () => void = () => undefined;
    given.provider.answer = (_req, res) => {
      answer = () => json(res, { model: MODEL, choices: [], usage: USAGE });
      leave.abort();
    };
    const call = given.plane.post(
      '/llm/openai/v1/chat/completions',
      { ...CHAT, stream: false },
      { signal: leave.signal },
    );
    await expect(call).rejects.toThrow();
    // The plane knows by then.
    await sleep(100);
    answer();
    const { result } = await given.plane.onlyBill();
    expect(result).toMatchObject({ status: 200, tokens: { input: 100, output: 20 } });
  });
});

describe('a provider that misbehaves', () => {
  it('breaks off: the caller sees a cut, the bill an estimate', async () => {
    await using given = await setUp();
    given.provider.answer = async (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(delta('some words that were produced'));
      await sleep(30);
      res.destroy();
    };
    const answer = await given.plane.post('/llm/openai/v1/chat/completions', CHAT);
    await expect(answer.text()).rejects.toThrow();
    const { result } = await given.plane.onlyBill();
    expect(result).toMatchObject({ estimatedReason: 'upstream_cut', status: 200 });
    expect(result.tokens?.output).toBeGreaterThan(0);
  });

  it('is not there: nothing was sent, nothing is billed', async () => {
    await using given = await setUp();
    await using plane = await new SpecPlane({ providerUrl: 'http://127.0.0.1:9' }).start();
    const answer = await plane.post('/llm/openai/v1/chat/completions', CHAT);
    expect(answer.status).toBe(502);
    expect(answer.headers.get('x-renum-decision')).toBe('refused:upstream_unreachable');
    // It may work the next time, so the client may ask again.
    expect(answer.headers.get('x-should-retry')).toBeNull();
    expect([...plane.billed.values()]).toEqual([expect.objectContaining({ cancelled: true })]);
    expect(given.provider.seen).toHaveLength(0);
  });

  it('is not there: what was reserved is given back', async () => {
    await using given = await setUp({ as: 'stand-in', config: OPENAI_AGENT });
    const { plane, provider } = given;
    await provider[Symbol.asyncDispose]();
    expect((await plane.post('/proxy/tavily/search', { query: 'x' })).status).toBe(502);
    const [reserved] = plane.reserved;
    expect(reserved?.estimateNano).toBeGreaterThan(0n);
    const reservationId = reserved?.reservationId;
    expect(plane.settled).toMatchObject([{ reservationId, actualNano: 0n }]);
  });

  it('is too slow', async () => {
    await using given = await setUp({ bounds: { llmTotalMs: 100 } });
    given.provider.answer = () => undefined;
    const answer = await given.plane.post('/llm/openai/v1/chat/completions', CHAT);
    expect(answer.status).toBe(504);
    const { result } = await given.plane.onlyBill();
    expect(result.estimatedReason).toBe('upstream_cut');
  });

  it('leaves out the usage: estimated, never invented as exact', async () => {
    await using given = await setUp();
    given.provider.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.end(delta('twenty characters ..') + sse('[DONE]'));
    };
    const answer = await given.plane.post('/llm/openai/v1/chat/completions', CHAT);
    await answer.text();
    const { result } = await given.plane.onlyBill();
    expect(result).toMatchObject({ estimatedReason: 'usage_missing', tokens: { output: 5 } });
  });

  it('answers without end', async () => {
    await using given = await setUp({ as: 'stand-in', config: OPENAI_AGENT });
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    given.provider.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!res.destroyed && res.write(megabyte));
        if (!res.destroyed) res.once('drain', more);
      };
      more();
    };
    const answer = await given.plane.post('/proxy/tavily/search', { query: 'x' });
    let received = 0;
    const reading = (async () => {
      for await (const chunk of answer.body ?? []) received += (chunk as Uint8Array).length;
    })();
    await expect(reading).rejects.toThrow();
    expect(received).toBeLessThanOrEqual(32 * 1024 * 1024);
    const { result } = await given.plane.onlyBill();
    expect(result.estimatedReason).toBe('drain_bound');
  });

  it('sends a bomb', async () => {
    await using given = await setUp({ as: 'stand-in', config: OPENAI_AGENT });
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
    given.provider.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      res.end(bomb);
    };
    const answer = await given.plane.post('/proxy/tavily/search', { query: 'x' });
    await expect(answer.arrayBuffer()).rejects.toThrow();
    const { result } = await given.plane.onlyBill();
    expect(result.responseBytes).toBeLessThan(33 * 1024 * 1024);
  });

  it.each(['compress', 'gzip, gzip', 'aes128gcm'])(
    'encodes with %s, which we cannot read',
    async (encoding) => {
      await using given = await setUp();
      given.provider.answer = (_req, res) => {
        res.writeHead(200, { 'content-encoding': encoding });
        res.end(SECRET);
      };
      const answer = await given.plane.call('/llm/openai/v1/models');
      expect(answer.status).toBe(502);
      expect(await answer.text()).not.toContain(SECRET);
    },
  );

  it('breaks its own encoding', async () => {
    await using given = await setUp();
    given.provider.answer = (_req, res) => {
      res.writeHead(200, { 'content-encoding': 'gzip' });
      res.end('not gzip at all');
    };
    expect((await given.plane.call('/llm/openai/v1/models')).status).toBe(502);
  });
});

describe('answers', () => {
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('are decoded from %s, so that the secret is found', async (encoding, compress) => {
    await using given = await setUp({ as: 'stand-in', config: OPENAI_AGENT });
    const text = JSON.stringify({
      results: [SECRET, 'x'.repeat(1_000_000)],
      usage: { credits: 1 },
    });
    given.provider.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding });
      res.end(compress(Buffer.from(text)));
    };
    const answer = await given.plane.post('/proxy/tavily/search', { query: 'x' });
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(await answer.text()).toBe(text.replace(SECRET, '[redacted]'));
    expect((await given.plane.onlyBill()).result).toMatchObject({ costNano: 8_000_000n });
  });

  it.each([204, 304])('%i has no body', async (status) => {
    await using given = await setUp();
    given.provider.answer = (_req, res) => {
      res.writeHead(status);
      res.end();
    };
    const answer = await given.plane.raw('GET', '/llm/openai/v1/models');
    expect(answer).toMatchObject({ status, text: '' });
  });

  it('wait for a slow reader instead of piling up', async () => {
    await using given = await setUp({ as: 'stand-in', config: OPENAI_AGENT });
    const chunk = Buffer.alloc(256 * 1024, 'x');
    let written = 0;
    given.provider.answer = async (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      for (let part = 0; part < 100 && !res.destroyed; part += 1) {
        written += chunk.length;
        if (!res.write(chunk)) await new Promise((resolve) => res.once('drain', resolve));
      }
      res.end();
    };
    const answer = await given.plane.post('/proxy/tavily/search', { query: 'x' });
    await sleep(300);
    // 25 MB are there to be had; what is under way are a few socket buffers.
    expect(written).toBeLessThan(16 * 1024 * 1024);
    expect((await answer.arrayBuffer()).byteLength).toBe(100 * chunk.length);
  });

  it('carry no cookie, no hop header and none of our own names from the provider', async () => {
    await using given = await setUp();
    given.provider.answer = (_req, res) => {
      res.writeHead(200, {
        'set-cookie': 'a=b',
        'www-authenticate': 'Bearer',
        'x-renum-decision': 'allowed-by-nobody',
        'x-request-id': 'req_1',
        'retry-after': '3',
        'x-echo': SECRET,
      });
      res.end('{}');
    };
    const { headers } = await given.plane.raw('GET', '/llm/openai/v1/models');
    expect(headers).toMatchObject({
      'x-request-id': 'req_1',
      'retry-after': '3',
      'x-renum-decision': 'allowed',
      'x-echo': '[redacted]',
    });
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['www-authenticate']).toBeUndefined();
  });
});
