import { connect } from 'node:net';
import type { buildConnector } from 'undici';
import { Canary } from '../spec/canary';
import { MODEL, SECRET, SpecPlane, type PlaneOptions } from '../spec/plane';
import { FakeProvider, json } from '../spec/provider';
import { hopOf } from './redirect';

const MODELS = '/llm/openai/v1/models';
const OPENAI = { config: { model: { provider: 'openai' as const, name: MODEL } } };

/** The provider's host is the provider, every other one a canary. */
async function setUp(options: Partial<PlaneOptions> = {}) {
  const provider = await new FakeProvider().start();
  const canary = await new Canary().start();
  const names: string[] = [];
  const connector: buildConnector.connector = ({ hostname, servername }, callback) => {
    names.push(String(servername));
    const port = hostname === '8.8.8.8' ? provider.port : canary.port;
    const socket = connect(port, '127.0.0.1', () => callback(null, socket));
  };
  const resolve = (name: string): Promise<string[]> =>
    Promise.resolve([name.startsWith('api.') ? '8.8.8.8' : '1.1.1.1']);
  const plane = await new SpecPlane({
    providerUrl: provider.url,
    dialler: { resolve, connector },
    ...OPENAI,
    ...options,
  }).start();
  /** Redirects so, one after the other; then answers well. */
  const script = (...hops: [status: number, location: string][]): void => {
    provider.answer = (_req, res) => {
      const next = hops.shift();
      if (!next) return json(res, { object: 'list', data: [], usage: { credits: 1 } });
      res.writeHead(next[0], { location: next[1] });
      res.end('moved');
    };
  };
  return {
    provider,
    canary,
    plane,
    names,
    script,
    [Symbol.asyncDispose]: async () => {
      await plane[Symbol.asyncDispose]();
      await canary[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}

/** Real: sockets on both sides, the plane and its dialler. Played: the name server, and TLS. */
describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])(
    'with %i to the same operation is followed, with the key',
    async (status) => {
      await using given = await setUp();
      given.script([status, '/v1/models?after=1'], [status, 'https://api.openai.com/v1/models']);
      const answer = await given.plane.call(MODELS);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('x-renum-attempts')).toBeNull();
      expect(given.provider.seen.map(({ url }) => url)).toEqual([
        '/v1/models',
        '/v1/models?after=1',
        '/v1/models',
      ]);
      for (const { headers } of given.provider.seen)
        expect(headers).toMatchObject({
          host: 'api.openai.com',
          authorization: `Bearer ${SECRET}`,
        });
      expect((await given.plane.onlyBill()).result.status).toBe(200);
      expect(given.plane.gates.inFlight).toBe(0);
    },
  );

  it.each([
    ['another host', 'https://evil.example/v1/models'],
    ['another host, without its protocol', '//evil.example/v1/models'],
    ['a host that looks like it', 'https://api.openai.com.evil.example/v1/models'],
    ['the host as user info', 'https://api.openai.com@evil.example/v1/models'],
    ['backslashes', 'https://api.openai.com\\@evil.example/v1/models'],
    ['this machine', 'https://127.0.0.1/v1/models'],
    ['the metadata service', 'http://169.254.169.254/latest/meta-data/'],
    ['another port', 'https://api.openai.com:8443/v1/models'],
    ['no encryption', 'http://api.openai.com/v1/models'],
    ['user info of its own', 'https://me:pw@api.openai.com/v1/models'],
    ['another operation', 'https://api.openai.com/v1/files'],
    ['outside of the API', 'https://api.openai.com/models'],
    ['dots that lead out', 'https://api.openai.com/v1/models/../../admin'],
    ['encoded dots', '/v1/%2e%2e/models'],
    ['an encoded slash', '/v1%2fmodels'],
    ['another protocol', 'file:///etc/passwd'],
    ['nowhere', 'https://'],
  ])('to %s is handed to the caller', async (_name, location) => {
    await using given = await setUp();
    given.script([307, location]);
    const answer = await given.plane.call(MODELS);
    expect(answer.status).toBe(307);
    expect(answer.headers.get('location')).toBe(location);
    expect(given.canary.heard).toEqual([]);
    expect(given.provider.seen).toHaveLength(1);
  });

  it('carries no secret to the caller', async () => {
    await using given = await setUp();
    given.script([302, `https://evil.example/?key=${encodeURIComponent(SECRET)}`]);
    const answer = await given.plane.call(MODELS);
    expect(answer.headers.get('location')).toBe('https://evil.example/?key=[redacted]');
    expect(given.canary.heard).toEqual([]);
  });

  it('without end is handed over after five', async () => {
    await using given = await setUp();
    given.script(...Array.from({ length: 20 }, (): [number, string] => [302, '/v1/models']));
    expect((await given.plane.call(MODELS)).status).toBe(302);
    expect(given.provider.seen).toHaveLength(6);
  });

  it('of a write is followed only where method and body stay, and where repeating is safe', async () => {
    await using given = await setUp();
    given.script([308, '/search'], [302, '/search']);
    const search = () => given.plane.post('/proxy/tavily/search', { query: 'x' });
    expect((await search()).status).toBe(302);
    expect(given.provider.seen.map(({ method, body }) => `${method} ${body}`)).toEqual([
      'POST {"query":"x"}',
      'POST {"query":"x"}',
    ]);
    given.script([307, '/v1/chat/completions']);
    const chat = { model: MODEL, messages: [] };
    expect((await given.plane.post('/llm/openai/v1/chat/completions', chat)).status).toBe(307);
    expect(given.provider.seen).toHaveLength(3);
  });

  it('is followed at a tenant’s own base URL, and at no other', async () => {
    await using elsewhere = await new FakeProvider().start();
    await using given = await setUp({
      config: { model: { provider: 'openai-compatible', name: MODEL } },
      dialler: {},
    });
    given.script([302, '/models?page=2'], [302, `${elsewhere.url}/models`]);
    const answer = await given.plane.call(MODELS);
    expect(answer.headers.get('location')).toBe(`${elsewhere.url}/models`);
    expect(given.provider.seen.map(({ url }) => url)).toEqual(['/models', '/models?page=2']);
    expect(elsewhere.seen).toEqual([]);
  });

  it('to a place that does not answer is said so', async () => {
    await using given = await setUp();
    given.provider.answer = (_req, res) => {
      if (given.provider.seen.length > 1) res.destroy();
      else res.writeHead(302, { location: '/v1/models' }).end();
    };
    const answer = await given.plane.call(MODELS);
    // Reading is tried again.
    expect(answer.status).toBe(502);
    expect(answer.headers.get('x-renum-decision')).toBe('refused:upstream_unreachable');
  });
});

describe('a redirect to another host of the provider', () => {
  type Call = Parameters<typeof hopOf>[0];
  const operation = { id: 'files.get', method: 'GET', path: '/files/:id' };
  const callOf = (change: object = {}): Call =>
    ({
      exchange: { decision: 'allowed' },
      grant: {
        operation,
        manifest: { hosts: ['api.example.com', 'files.example.com'], operations: [operation] },
      },
      credential: {
        destination: { zone: 'public', origin: 'https://api.example.com', basePath: '/v1' },
        injected: { pathPrefix: '/bot42', query: [['key', 'k']], dropQuery: new Set(['key']) },
        matcher: { find: (text: Buffer) => (text.includes('secret') ? {} : undefined) },
      },
      ...change,
    }) as unknown as Call;
  const from = { origin: 'https://api.example.com', path: '/v1/bot42/files/7' };
  const hop = (location: string, call = callOf(), at = from) => hopOf(call, at, 302, location);

  it('goes there without the key', () => {
    expect(hop('https://files.example.com/x?sig=1')).toEqual({
      origin: 'https://files.example.com',
      path: '/x?sig=1',
      withKey: false,
    });
  });

  it('and from there neither back to the key nor on with a secret', () => {
    const there = { origin: 'https://files.example.com', path: '/x' };
    expect(hop('/y', callOf(), there)).toMatchObject({ path: '/y', withKey: false });
    expect(hop('https://api.example.com/v1/bot42/files/8', callOf(), there)).toBeUndefined();
    expect(hop('https://files.example.com/x?key=secret')).toBeUndefined();
  });

  it('keeps what is injected into path and query', () => {
    expect(hop('https://api.example.com/v1/bot42/files/8?a=1&key=evil')).toEqual({
      origin: 'https://api.example.com',
      path: '/v1/bot42/files/8?a=1&key=k',
      withKey: true,
    });
    expect(hop('https://api.example.com/v1/bot43/files/8')).toBeUndefined();
  });

  it('is not for what a person approved as it was', () => {
    const approved = callOf({ exchange: { decision: 'approved' } });
    expect(hop('https://files.example.com/x', approved)).toBeUndefined();
    expect(hop('https://api.example.com/v1/bot42/files/8', approved)).toBeUndefined();
  });
});
