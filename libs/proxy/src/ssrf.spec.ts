import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Canary } from './spec/canary';
import { hostTricks, NOT_PUBLIC } from './spec/hostile';
import { SECRET, SpecPlane } from './spec/plane';
import { FakeProvider, json } from './spec/provider';

const MODELS = '/llm/openai/v1/models';

/** Real: the plane and its sockets, and a canary that listens on every address of this machine. */
describe('nothing inside is reached', () => {
  let provider: FakeProvider;
  let canary: Canary;
  const tried = new Set<string>();

  beforeAll(async () => {
    provider = await new FakeProvider().start();
    canary = await new Canary().start();
  });
  afterAll(async () => {
    await canary[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    provider.seen.length = 0;
    provider.answer = (_req, res) => json(res, { object: 'list', data: [] });
  });
  afterEach(() => expect(canary.heard).toEqual([]));

  it.each(NOT_PUBLIC)('by a name that means %j', async (address) => {
    tried.add(address);
    const dialled: string[] = [];
    await using plane = await new SpecPlane({
      providerUrl: provider.url,
      baseUrl: `https://rebind.example:${canary.port}/v1`,
      privateHosts: [],
      dialler: {
        resolve: () => Promise.resolve([address]),
        onDial: (one) => dialled.push(one),
      },
    }).start();
    const answer = await plane.call(MODELS);
    expect(answer.headers.get('x-renum-decision')).toBe('refused:destination_refused');
    expect(dialled).toEqual([]);
  });

  it.each(hostTricks(1).map((_url, index) => index))('by base URL %#', async (index) => {
    const baseUrl = hostTricks(canary.port)[index] ?? '';
    tried.add(hostTricks(1)[index] ?? '');
    const dialled: string[] = [];
    await using plane = await new SpecPlane({
      providerUrl: provider.url,
      baseUrl,
      privateHosts: [],
      dialler: {
        // Whatever a name is made to look like, it ends up here.
        resolve: () => Promise.resolve(['127.0.0.1']),
        onDial: (one) => dialled.push(one),
      },
    }).start();
    const answer = await plane.call(MODELS);
    expect({ baseUrl, decision: answer.headers.get('x-renum-decision') }).toEqual({
      baseUrl,
      decision: 'refused:destination_refused',
    });
    expect(dialled).toEqual([]);
  });

  const get = (target: string, ...headers: string[]): string =>
    [`GET ${target} HTTP/1.1`, 'Host: plane', 'IDENTITY', ...headers, '', ''].join('\r\n');
  const post = (...rest: string[]): string =>
    ['POST /llm/openai/v1/embeddings HTTP/1.1', 'Host: plane', 'IDENTITY', ...rest].join('\r\n');
  const NEXT = `GET ${MODELS} HTTP/1.1\r\nHost: plane\r\nIDENTITY\r\n\r\n`;

  /** `refused`: nothing goes out. `served`: one call does, to the provider, as if nothing had been tried. */
  const REQUESTS: [string, 'refused' | 'served', string][] = [
    ['absolute form', 'refused', get(`http://CANARY${MODELS}`)],
    ['absolute form over TLS', 'refused', get(`https://CANARY${MODELS}`)],
    ['authority in the path', 'refused', get(`//CANARY${MODELS}`)],
    ['user info in the path', 'refused', get(`/@CANARY${MODELS}`)],
    ['dot segments', 'refused', get('/llm/openai/v1/../../../admin')],
    ['encoded dot segments', 'refused', get('/llm/openai/v1/%2e%2e/%2e%2e/admin')],
    ['encoded slash', 'refused', get('/llm/openai/v1%2fmodels')],
    ['encoded backslash', 'refused', get('/llm/openai/v1/..%5cmodels')],
    ['backslashes', 'refused', get('/llm/openai\\v1\\models')],
    ['double encoding', 'refused', get('/llm/openai/v1/%252e%252e/models')],
    ['overlong UTF-8', 'refused', get('/llm/openai/v1/%c0%ae%c0%ae/models')],
    ['path parameters', 'refused', get('/llm/openai/v1/..;/models')],
    ['a tab in the target', 'refused', get('/llm/openai/v1/mod\tels')],
    ['line breaks in the path', 'refused', get(`${MODELS}%0d%0aHost:%20CANARY`)],
    ['NUL in the path', 'refused', get(`${MODELS}%00`)],
    ['asterisk form', 'refused', get('*')],
    ['line breaks in the query', 'served', get(`${MODELS}?a=%0d%0aHost:%20x`)],
    ['another Host', 'served', get(MODELS).replace('Host: plane', 'Host: CANARY')],
    ['two Hosts', 'served', get(MODELS, 'Host: CANARY')],
    ['X-Forwarded-Host', 'served', get(MODELS, 'X-Forwarded-Host: CANARY')],
    ['Forwarded', 'served', get(MODELS, 'Forwarded: host=CANARY')],
    ['X-Original-URL', 'served', get(MODELS, 'X-Original-URL: http://CANARY/')],
    ['X-Rewrite-URL', 'served', get(MODELS, 'X-Rewrite-URL: /admin')],
    ['X-HTTP-Method-Override', 'served', get(MODELS, 'X-HTTP-Method-Override: DELETE')],
    ['Proxy-Authorization', 'served', get(MODELS, 'Proxy-Authorization: Bearer evil')],
    ['Connection names a header', 'served', get(MODELS, 'Connection: x-evil', 'X-Evil: evil')],
    [
      'Connection names the key’s header',
      'served',
      get(MODELS, 'Connection: authorization, host', 'Authorization: evil'),
    ],
    ['Expect', 'served', get(MODELS, 'Expect: 100-continue')],
    ['an unknown Expect', 'refused', get(MODELS, 'Expect: the-unexpected')],
    ['TE', 'served', get(MODELS, 'TE: trailers, evil', 'Trailer: authorization')],
    [
      'Upgrade to a web socket',
      'refused',
      get(MODELS, 'Connection: upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: evil'),
    ],
    [
      'Upgrade to HTTP/2',
      'refused',
      get(MODELS, 'Connection: upgrade, http2-settings', 'Upgrade: h2c', 'HTTP2-Settings: evil'),
    ],
    ['CONNECT', 'refused', 'CONNECT CANARY HTTP/1.1\r\nHost: CANARY\r\nIDENTITY\r\n\r\n'],
    ['TRACE', 'refused', get(MODELS).replace('GET', 'TRACE')],
    ['the preface of HTTP/2', 'refused', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['no Host', 'refused', get(MODELS).replace('Host: plane\r\n', '')],
    ['a folded header', 'refused', get(MODELS, 'X-A: 1', ' Host: CANARY')],
    ['a bare line feed', 'refused', get(MODELS, 'X-A: 1\nX-Evil: evil')],
    ['a bare carriage return', 'refused', get(MODELS, 'X-A: 1\rX-Evil: evil')],
    ['NUL in a header', 'refused', get(MODELS, 'X-A: 1\0')],
    ['a space before the colon', 'refused', get(MODELS, 'X-Evil : evil')],
    ['two lengths', 'refused', post('Content-Length: 2', 'Content-Length: 9', '', `{}${NEXT}`)],
    ['a list of lengths', 'refused', post('Content-Length: 2, 9', '', `{}${NEXT}`)],
    ['a signed length', 'refused', post('Content-Length: +2', '', `{}${NEXT}`)],
    ['a hexadecimal length', 'refused', post('Content-Length: 0x2', '', `{}${NEXT}`)],
    ['a negative length', 'refused', post('Content-Length: -1', '', `{}${NEXT}`)],
    [
      'a length beside chunks',
      'refused',
      post('Content-Length: 4', 'Transfer-Encoding: chunked', '', `0\r\n\r\n${NEXT}`),
    ],
    [
      'chunks that are not the last encoding',
      'refused',
      post('Transfer-Encoding: chunked, identity', '', `0\r\n\r\n${NEXT}`),
    ],
    ['an unknown encoding', 'refused', post('Transfer-Encoding: xchunked', '', `0\r\n\r\n${NEXT}`)],
    [
      'chunks twice',
      'refused',
      post('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked', '', `0\r\n\r\n${NEXT}`),
    ],
    [
      'a chunk size with a sign',
      'refused',
      post('Transfer-Encoding: chunked', '', `+2\r\n{}\r\n0\r\n\r\n${NEXT}`),
    ],
    [
      'a chunk size that overflows',
      'refused',
      post('Transfer-Encoding: chunked', '', `10000000000000002\r\n{}\r\n0\r\n\r\n${NEXT}`),
    ],
    [
      'a line feed in a chunk extension',
      'refused',
      post('Transfer-Encoding: chunked', '', `2;a\n{}\r\n0\r\n\r\n${NEXT}`),
    ],
  ];

  it.each(REQUESTS)('by a request: %s', async (name, fate, text) => {
    tried.add(name);
    await using plane = await new SpecPlane({ providerUrl: provider.url }).start();
    const head = text
      .replaceAll('IDENTITY', `x-renum-identity: ${plane.token}`)
      .replaceAll('CANARY', `127.0.0.1:${canary.port}`);
    const socket = connect(plane.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(head);
    // Whoever waits for more of a request that never comes has been fooled, too.
    socket.setTimeout(10_000, () => socket.destroy());
    let said = '';
    for await (const chunk of socket) {
      said += String(chunk);
      if (/^HTTP\/1\.1 [2-5]/m.test(said)) break;
    }
    // What was smuggled in behind would be on its way by now.
    await sleep(30);
    socket.destroy();
    expect(said).not.toContain(SECRET);
    expect(provider.seen).toHaveLength(fate === 'served' ? 1 : 0);
    for (const { method, url, headers } of provider.seen) {
      expect(method).toBe('GET');
      expect(url.split('?')[0]).toBe('/models');
      expect(headers).toMatchObject({
        host: `127.0.0.1:${provider.port}`,
        authorization: `Bearer ${SECRET}`,
      });
      const { host, authorization, ...others } = headers;
      expect(`${host}${authorization}`).not.toContain(String(canary.port));
      expect(JSON.stringify(others)).not.toMatch(/evil|x-renum|forged|admin|DELETE|trailers/i);
      expect(JSON.stringify(others)).not.toContain(String(canary.port));
    }
  });

  it('and it was tried in more than 60 ways', () => {
    expect(tried.size).toBe(NOT_PUBLIC.length + hostTricks(1).length + REQUESTS.length);
    expect(tried.size).toBeGreaterThan(180);
  });
});
