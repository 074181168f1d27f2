import { createHmac } from 'node:crypto';
import {
  OperationMatcher,
  providerManifest,
  type ProviderManifestInput,
  type ProviderSource,
} from '@renum/providers';
import { SpecPlane } from '../spec/plane';
import { FakeProvider } from '../spec/provider';

const SECRET = 'own-canary/4f9a+81b2c3d4=e5f6';

/** What a run can look up: one own provider at `url`. */
function sourceOf(url: string, change: Partial<ProviderManifestInput> = {}): ProviderSource {
  const manifest = providerManifest.parse({
    id: 'own-crm',
    title: 'CRM',
    kind: 'tool',
    category: 'own',
    docsUrl: url,
    secretLabel: 'Key',
    baseUrl: `${url}/api`,
    hosts: [new URL(url).hostname],
    needsBaseUrl: false,
    injections: [{ type: 'header', name: 'x-crm', prefix: 'Key ' }],
    operations: [
      { id: 'get', title: 'Get', method: 'GET', path: '/a/:id', access: 'read', safeToRetry: true },
      { id: 'me', title: 'Me', method: 'GET', path: '/a/me', access: 'read', safeToRetry: true },
      { id: 'add', title: 'Add', method: 'POST', path: '/a', access: 'write', safeToRetry: false },
    ],
    test: { method: 'GET', path: '/' },
    limits: {
      timeoutMs: 5_000,
      idleMs: 5_000,
      requestBytes: 10_000,
      responseBytes: 10_000,
      concurrency: 4,
    },
    ...change,
  } satisfies ProviderManifestInput);
  const matcher = new OperationMatcher(manifest);
  return {
    find: (id) => (id === manifest.id ? manifest : undefined),
    operation: (_, method, path) => matcher.match(method, path),
  };
}

describe('an own provider through the data plane', () => {
  let provider: FakeProvider;
  let plane: SpecPlane;

  async function start(
    change: Partial<ProviderManifestInput> = {},
    more: { operations?: string[]; privateHosts?: string[]; secret?: string } = {},
  ): Promise<void> {
    provider = await new FakeProvider().start();
    plane = await new SpecPlane({
      providerUrl: provider.url,
      as: 'base-url',
      secret: more.secret ?? SECRET,
      privateHosts: more.privateHosts,
      providers: sourceOf(provider.url, change),
      config: {
        model: { provider: 'openai-compatible', name: 'm' },
        grants: [{ provider: 'own-crm', operations: more.operations ?? ['get', 'add'] }],
      },
    }).start();
  }
  afterEach(async () => {
    await plane[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
  });

  it('gets the key where its manifest says, at its base URL', async () => {
    await start();
    const answer = await plane.call('/proxy/own-crm/a/7?x=1', { headers: { 'x-crm': 'own' } });
    expect(answer.status).toBe(200);
    expect(provider.seen).toMatchObject([
      { method: 'GET', url: '/api/a/7?x=1', headers: { 'x-crm': `Key ${SECRET}` } },
    ]);
  });

  it('is called for what is granted, and the exception is not the rule', async () => {
    await start();
    for (const path of ['/a/me', '/b', '/a/7/x']) {
      const answer = await plane.call(`/proxy/own-crm${path}`);
      expect(await answer.json()).toMatchObject({ code: 'operation_not_allowed' });
    }
    expect(await (await plane.call('/proxy/own-other/a/7')).json()).toMatchObject({
      code: 'provider_unknown',
    });
    expect(provider.seen).toEqual([]);
  });

  it('is near only where the operator listed its host', async () => {
    await start({}, { privateHosts: ['elsewhere'] });
    const answer = await plane.call('/proxy/own-crm/a/7');
    expect(await answer.json()).toMatchObject({ code: 'destination_refused' });
    expect(provider.seen).toEqual([]);
  });

  it('gets a key in a form, once', async () => {
    await start({ injections: [{ type: 'body', name: 'key' }] });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const post = (body: string) =>
      plane.call('/proxy/own-crm/a', { method: 'POST', headers, body });
    expect((await post('a=1')).status).toBe(200);
    expect(provider.seen[0]?.body).toBe(`a=1&key=${encodeURIComponent(SECRET)}`);
    expect(await (await post('a=1&key=mine')).json()).toMatchObject({ code: 'malformed_request' });
    expect(provider.seen).toHaveLength(1);
  });

  it('gets requests signed as they arrive, and never the key', async () => {
    await start({
      injections: [
        {
          type: 'signed',
          parts: ['timestamp', 'method', 'target', 'body'],
          signature: { in: 'header', name: 'x-sum' },
          timestamp: { unit: 'milliseconds', at: { in: 'query', name: 'ts' } },
        },
      ],
    });
    const body = '{"a":"ü"}';
    const headers = { 'content-type': 'application/json', 'x-sum': 'forged' };
    await plane.call('/proxy/own-crm/a?b=1&ts=0', { method: 'POST', headers, body });
    const [seen] = provider.seen;
    const ts = /[?&]ts=(\d+)$/.exec(seen?.url ?? '')?.[1] ?? '';
    expect(seen?.url).toBe(`/api/a?b=1&ts=${ts}`);
    expect(Math.abs(Number(ts) - Date.now())).toBeLessThan(10_000);
    const sum = createHmac('sha256', SECRET).update(`${ts}POST/api/a?b=1&ts=${ts}${body}`);
    expect(seen?.headers['x-sum']).toBe(sum.digest('hex'));
    expect(JSON.stringify([seen?.url, seen?.headers])).not.toContain(SECRET);
  });
});
