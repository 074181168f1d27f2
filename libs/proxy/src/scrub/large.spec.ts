import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildPlane, ChildPlane, removePlane } from '../spec/child';
import { FORMS } from '../spec/forms';
import { MODEL, type PlaneOptions } from '../spec/plane';
import { FakeProvider, json } from '../spec/provider';
import { MASK } from './scrubber';

const SECRET = 'sk-Tést/"9f+4a\\=81 b2&c<3>d\'4!(5)*~6';
const MB = 1024 * 1024;
const BODY_BYTES = 20 * MB;
/** Growth of what the process holds while 20 answers of 20 MB go through it at once. */
const MOST_GROWTH = 64 * MB;
/** One Tavily key has no more; the others ask a model's provider. */
const AT_ONCE = 16;
const STREAMS = 20;
/** For how long a slow reader takes nothing after its first piece. */
const PAUSE_MS = 4000;

const COMPRESS = {
  identity: (text: Buffer) => text,
  gzip: (text: Buffer) => gzipSync(text, { level: 1 }),
  deflate: (text: Buffer) => deflateSync(text, { level: 1 }),
  br: (text: Buffer) =>
    brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  zstd: (text: Buffer) => zstdCompressSync(text),
};

/** Text that compresses to about half. */
function filler(bytes: number): Buffer {
  const out = Buffer.alloc(bytes);
  let seed = 7;
  for (let at = 0; at < bytes; at += 1) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    out[at] = 97 + ((seed >> 16) % 16);
  }
  return out;
}

/** 20 MB of JSON with each form many times, most of them across the borders of usual pieces. */
function large(): { body: Buffer; planted: number } {
  const body = filler(BODY_BYTES);
  body.write('{"usage":{"credits":1},"results":["', 0);
  body.write('"]}', BODY_BYTES - 3);
  let planted = 0;
  for (let border = 64 * 1024; border < BODY_BYTES - 64 * 1024; border += 32 * 1024) {
    const form = Buffer.from(` ${FORMS[planted % FORMS.length]?.[1](SECRET) ?? ''} `);
    // Slides over the border, so that each form is cut at many of its bytes.
    form.copy(body, border - ((planted * 7) % form.length));
    planted += 1;
  }
  return { body, planted };
}

jest.setTimeout(120_000);

/** Real: the plane, in a process of its own, and all sockets. */
describe('answers of 20 MB', () => {
  const file = buildPlane();
  afterAll(() => removePlane(file));
  const { body, planted } = large();
  const AGENT = { config: { model: { provider: 'openai' as const, name: MODEL } } };
  const search = (plane: ChildPlane) => plane.post('/proxy/tavily/search', { query: 'x' });

  async function setUp(options: Partial<PlaneOptions> = {}) {
    const provider = await new FakeProvider().start();
    const bounds = { llmTotalMs: 100_000, toolTotalMs: 100_000 };
    const as = 'stand-in' as const;
    const given = { providerUrl: provider.url, as, secret: SECRET, bounds, ...AGENT };
    const plane = await new ChildPlane(file, { ...given, ...options }).start();
    return {
      provider,
      plane,
      [Symbol.asyncDispose]: async () => {
        await plane[Symbol.asyncDispose]();
        await provider[Symbol.asyncDispose]();
      },
    };
  }

  it.each(Object.keys(COMPRESS) as (keyof typeof COMPRESS)[])(
    'carry no form of the secret: %s',
    async (encoding) => {
      await using given = await setUp();
      const compressed = COMPRESS[encoding](body);
      given.provider.answer = (_req, res) => {
        res.writeHead(200, {
          'content-type': 'application/json',
          ...(encoding !== 'identity' && { 'content-encoding': encoding }),
        });
        res.end(compressed);
      };
      const answer = await search(given.plane);
      const text = Buffer.from(await answer.arrayBuffer());
      const leaked = FORMS.filter(([, encode]) => text.includes(encode(SECRET).slice(4, -4)));
      expect(leaked.map(([name]) => name)).toEqual([]);
      const { masked, ends } = await given.plane.ask();
      expect(masked).toBe(planted);
      // Metered from a body that was never kept.
      expect(ends).toEqual(['exact']);
      let found = 0;
      for (let at = text.indexOf(MASK); at >= 0; at = text.indexOf(MASK, at + 1)) found += 1;
      expect(found).toBe(planted);
    },
  );

  it.each([
    ['plain', 'identity', 'tool', false],
    ['plain, to slow readers', 'identity', 'tool', true],
    ['gzip, to slow readers', 'gzip', 'tool', true],
    ['as one answer of a model', 'identity', 'llm', false],
    ['as events of a model', 'identity', 'events', false],
  ] as const)('take at most 64 MB for 20 at once: %s', async (_name, encoding, kind, slow) => {
    await using given = await setUp();
    const { plane, provider } = given;
    const events = kind === 'events';
    const compressed = COMPRESS[encoding](body);
    let piece = compressed;
    provider.answer = (_req, res) => {
      res.writeHead(200, {
        'content-type': events ? 'text/event-stream' : 'application/json',
        ...(encoding !== 'identity' && { 'content-encoding': encoding }),
      });
      res.end(piece);
    };
    const eventOf = (size: number): Buffer => {
      const content = body.toString('latin1', 100, 1100).replaceAll(/[^a-z]/g, 'x');
      const one = `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
      return Buffer.from(one.repeat(Math.ceil(size / one.length)));
    };
    const call = (index: number) =>
      kind === 'tool'
        ? index < AT_ONCE
          ? search(plane)
          : plane.call('/llm/openai/v1/models')
        : plane.post('/llm/openai/v1/chat/completions', {
            model: MODEL,
            messages: [],
            stream: events,
          });
    const read = async (index: number): Promise<number> => {
      const answer = await call(index);
      expect(answer.status).toBe(200);
      let bytes = 0;
      for await (const chunk of answer.body ?? []) {
        // The plane must wait with it, not gather.
        if (slow && bytes === 0) await sleep(PAUSE_MS);
        bytes += (chunk as Uint8Array).length;
      }
      return bytes;
    };
    const all = async (): Promise<number[]> => {
      return Promise.all(Array.from({ length: STREAMS }, (_, index) => read(index)));
    };
    if (events) piece = eventOf(BODY_BYTES);
    const before = await plane.ask();
    const sizes = await all();
    expect(Math.min(...sizes)).toBeGreaterThan(BODY_BYTES * 0.9);
    const { peakHeld, inFlight } = await plane.ask();
    expect(inFlight).toBe(0);
    expect((peakHeld - before.held) / MB).toBeLessThanOrEqual(MOST_GROWTH / MB);
    provider.answer = (_req, res) => json(res, { results: [] });
    expect((await search(plane)).status).toBe(200);
  });
});
