import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { buildPlane, ChildPlane, removePlane } from '../spec/child';
import { MODEL, SECRET } from '../spec/plane';
import { answer, dripping, endless, RawProvider, type Behaviour } from '../spec/raw-provider';

jest.setTimeout(90_000);
const MB = 1024 * 1024;
const GB = 1024 * MB;
const ZEROS = Buffer.alloc(256 * MB);
const MEGABYTE = Buffer.alloc(MB, 'x');
const head = (...lines: string[]): string => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n');
const EVENTS = 'content-type: text/event-stream';
const CHUNK = `100000\r\n${'x'.repeat(MB)}\r\n`;

const GONE = 'refused:upstream_unreachable';
const LATE = 'refused:upstream_timeout';

/**
 * What each comes to: a refusal in our own words, or `cut`: an answer that began and broke off, so
 * that nobody takes it for whole.
 */
type Upstream = [name: string, outcome: string, behaviour: Behaviour];

const BY_TIME: Upstream[] = [
  ['a byte of headers now and then', LATE, dripping('HTTP/1.1 200 OK\r\nx-slow: ')],
  ['a byte of the body now and then', LATE, dripping(head('content-length: 1000'))],
  ['a byte of events now and then', 'cut', dripping(head(EVENTS))],
  ['silence', LATE, () => undefined],
  ['silence after the headers', LATE, (socket) => socket.write(head('content-length: 9'))],
  ['early hints without end', LATE, endless('', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n')],
  [
    'a chunk extension without end',
    LATE,
    endless(`${head('transfer-encoding: chunked')}5;`, MEGABYTE),
  ],
];

const BY_BOUNDS: Upstream[] = [
  ['a body of 1 GB', 'cut', endless(head(`content-length: ${GB}`), MEGABYTE)],
  ['a body without end', 'cut', endless(head('transfer-encoding: chunked'), CHUNK)],
  ['a body without length or end', 'cut', endless(head(), MEGABYTE)],
  ['events without end', 'cut', endless(head(EVENTS), `data: ${'x'.repeat(MB)}\n\n`)],
  ['one line of events without end', 'cut', endless(head(EVENTS), MEGABYTE)],
  ['headers without end', GONE, endless('HTTP/1.1 200 OK\r\n', `x-more: ${'x'.repeat(1000)}\r\n`)],
  ['one header without end', GONE, endless('HTTP/1.1 200 OK\r\nx-more: ', MEGABYTE)],
  ['100 Continue without end', GONE, endless('', 'HTTP/1.1 100 Continue\r\n\r\n')],
  ['trailers without end', GONE, endless(`${head('transfer-encoding: chunked')}0\r\n`, 'a: b\r\n')],
  ['a bomb in gzip', 'cut', answer(gzipSync(ZEROS), 'content-encoding: gzip\r\n')],
  ['a bomb in br', 'cut', answer(brotliCompressSync(ZEROS), 'content-encoding: br\r\n')],
  ['a bomb in zstd', 'cut', answer(zstdCompressSync(ZEROS), 'content-encoding: zstd\r\n')],
  ['a bomb in a bomb', GONE, answer(gzipSync(gzipSync(ZEROS)), 'content-encoding: gzip, gzip\r\n')],
  ['an encoding nobody knows', GONE, answer(SECRET, 'content-encoding: rot13\r\n')],
  ['an encoding that breaks', GONE, answer('nothing of the kind', 'content-encoding: br\r\n')],
  [
    'an encoding that ends too soon',
    GONE,
    answer(gzipSync('x'.repeat(999)).subarray(0, 12), 'content-encoding: gzip\r\n'),
  ],
  ['less than it announced', GONE, (socket) => socket.end(`${head('content-length: 99')}short`)],
  [
    'a reset in the middle',
    GONE,
    (socket) => {
      socket.write(`${head('content-length: 99')}short`);
      setTimeout(() => socket.resetAndDestroy(), 20);
    },
  ],
  ['a reset at once', GONE, (socket) => socket.resetAndDestroy()],
  [
    'two lengths',
    GONE,
    (socket) => socket.write(`${head('content-length: 2', 'content-length: 3')}{}x`),
  ],
  [
    'a length beside chunks',
    GONE,
    (socket) => socket.write(`${head('content-length: 3', 'transfer-encoding: chunked')}0\r\n\r\n`),
  ],
  ['a negative length', GONE, (socket) => socket.write(`${head('content-length: -1')}{}`)],
  ['no HTTP at all', GONE, (socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n')],
  [
    'a line break in a header',
    GONE,
    (socket) => socket.write(head('x-a: b\rc: d', 'content-length: 0')),
  ],
  [
    'an upgrade nobody asked for',
    GONE,
    (socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  ],
];

const file = buildPlane();
afterAll(() => removePlane(file));

/** Real: the plane, in a process of its own, and all sockets. */
describe.each([
  // Three seconds are enough for what must be served meanwhile.
  ['takes its time', 3_000, BY_TIME],
  // There is time for three attempts at all of it, however slow the machine.
  ['passes a bound', 40_000, BY_BOUNDS],
])('a provider that means harm and %s', (_title, totalMs, upstreams) => {
  let provider: RawProvider;
  let plane: ChildPlane;
  let calm: number;

  beforeAll(async () => {
    provider = await new RawProvider().start();
    plane = await new ChildPlane(file, {
      providerUrl: provider.url,
      as: 'stand-in',
      config: { model: { provider: 'openai', name: MODEL } },
      bounds: { llmTotalMs: totalMs, toolTotalMs: totalMs },
    }).start();
    for (let count = 0; count < 50; count += 1) await (await healthy()).text();
    calm = (await plane.ask()).held;
  });
  afterAll(async () => {
    await plane[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
  });

  const search = () => plane.post('/proxy/tavily/search', { query: 'x' });
  const healthy = () => {
    provider.behaviour = answer('{"results":[],"usage":{"credits":1}}');
    return search();
  };

  async function outcomeOf(call: Promise<Response>): Promise<string> {
    const said = await call;
    const decision = String(said.headers.get('x-renum-decision'));
    let bytes = 0;
    try {
      for await (const chunk of said.body ?? []) bytes += (chunk as Uint8Array).length;
    } catch (error) {
      // Of another realm than the spec's own.
      if (error instanceof Error || String(error).startsWith('TypeError'))
        return bytes <= 33 * MB ? 'cut' : 'too much';
      throw error;
    }
    return said.status >= 500 ? decision : 'whole';
  }

  it.each(upstreams)('by %s', async (_name, outcome, behaviour) => {
    provider.behaviour = behaviour;
    const from = performance.now();
    const attack = outcomeOf(search());
    // Others are served meanwhile, by the same process.
    expect(await outcomeOf(plane.call('/healthz'))).toBe('whole');
    expect(await attack).toBe(outcome);
    // Three attempts at most, and then an end; by the provider's own bounds it would be a minute.
    expect(performance.now() - from).toBeLessThan(totalMs + 15_000);
    const next = await healthy();
    expect(next.status).toBe(200);
    expect(await next.json()).toEqual({ results: [], usage: { credits: 1 } });
    const { peakHeld, inFlight, ends } = await plane.ask();
    expect({ inFlight, alive: plane.alive, open: ends.includes(undefined) }).toEqual({
      inFlight: 0,
      alive: true,
      open: false,
    });
    expect((peakHeld - calm) / MB).toBeLessThan(64);
  });

  it('does neither by what follows an answer, nor by what hides beside it', async () => {
    const extra = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil';
    provider.behaviour = (socket) => {
      socket.write(
        `HTTP/1.1 200 ${SECRET}\r\ntransfer-encoding: chunked\r\ntrailer: x-key\r\n\r\n`,
      );
      socket.write(`2\r\n{}\r\n0\r\nx-key: ${SECRET}\r\n\r\n${extra}`);
    };
    const first = await search();
    expect(first.statusText).toBe('OK');
    expect(await first.text()).toBe('{}');
    expect(JSON.stringify([...first.headers])).not.toContain('x-key');
    expect(await (await healthy()).json()).toEqual({ results: [], usage: { credits: 1 } });
  });
});
