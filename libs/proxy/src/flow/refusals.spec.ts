import { connect } from 'node:net';
import { walletEmpty } from '@renum/billing';
import { newId } from '@renum/platform';
import { FakeProvider } from '../spec/provider';
import { MODEL, SpecPlane, type PlaneOptions } from '../spec/plane';

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

const CHAT = { model: MODEL, messages: [] };
const chat = JSON.stringify(CHAT);
const OPENAI_AGENT = {
  model: { provider: 'openai' as const, name: MODEL },
  tools: ['web_search' as const],
};

describe('what is refused', () => {
  it.each<[string, string, string, string, string, Partial<PlaneOptions>]>([
    ['another dialect', 'POST', '/llm/anthropic/v1/messages', chat, 'operation_not_allowed', {}],
    ['another path', 'POST', '/llm/openai/v1/files', '{}', 'operation_not_allowed', {}],
    ['another method', 'DELETE', '/llm/openai/v1/models', '', 'operation_not_allowed', {}],
    [
      'another model',
      'POST',
      '/llm/openai/v1/chat/completions',
      '{"model":"o3-pro"}',
      'operation_not_allowed',
      {},
    ],
    [
      'a model said twice',
      'POST',
      '/llm/openai/v1/chat/completions',
      `{"model":"${MODEL}","model":"o3-pro"}`,
      'malformed_request',
      {},
    ],
    [
      'a model said twice, once in disguise',
      'POST',
      '/llm/openai/v1/chat/completions',
      `{"model":"${MODEL}","mod\\u0065l":"o3-pro"}`,
      'malformed_request',
      {},
    ],
    [
      'a background response',
      'POST',
      '/llm/openai/v1/responses',
      `{"model":"${MODEL}","background":true}`,
      'operation_not_allowed',
      {},
    ],
    [
      'models past their meter',
      'POST',
      '/proxy/openai/chat/completions',
      chat,
      'operation_not_allowed',
      {},
    ],
    [
      'a provider no tool needs',
      'POST',
      '/proxy/tavily/search',
      '{}',
      'operation_not_allowed',
      { config: { ...OPENAI_AGENT, tools: ['ask'] } },
    ],
    [
      'an operation no tool needs',
      'GET',
      '/proxy/tavily/usage',
      '',
      'operation_not_allowed',
      { config: OPENAI_AGENT },
    ],
    [
      'another method by its query',
      'POST',
      '/proxy/tavily/search?_method=DELETE',
      '{}',
      'malformed_request',
      { config: OPENAI_AGENT },
    ],
    ['an unknown provider', 'GET', '/proxy/nobody/x', '', 'provider_unknown', {}],
    [
      'a base URL inside',
      'GET',
      '/llm/openai/v1/models',
      '',
      'destination_refused',
      { privateHosts: [] },
    ],
    [
      'a tenant at its limit',
      'GET',
      '/llm/openai/v1/models',
      '',
      'too_many_requests',
      { gates: { tenantCalls: 0 } },
    ],
    ['a full plane', 'GET', '/llm/openai/v1/models', '', 'overloaded', { gates: { calls: 0 } }],
    [
      'memory used up',
      'POST',
      '/llm/openai/v1/embeddings',
      chat,
      'overloaded',
      { gates: { bodyBytes: 1 } },
    ],
  ])('%s', async (_name, method, path, body, code, options) => {
    await using given = await setUp(options);
    const { plane, provider } = given;
    const answer = await plane.raw(method, path, { 'content-type': 'application/json' }, body);
    expect(answer.headers['x-renum-decision']).toBe(`refused:${code}`);
    expect(answer.text).toContain(`"code":"${code}"`);
    const transient = code === 'overloaded' || code === 'too_many_requests';
    expect(answer.headers['x-should-retry']).toBe(transient ? undefined : 'false');
    expect(provider.seen).toHaveLength(0);
    expect([...plane.billed.values()].filter(({ result }) => result)).toHaveLength(0);
    expect(plane.gates.inFlight).toBe(0);
  });

  it('memory used up, by a body that a GET need not have', async () => {
    await using given = await setUp({ gates: { bodyBytes: 1 } });
    const headers = { 'content-length': '100' };
    const answer = await given.plane.raw('GET', '/llm/openai/v1/models', headers, 'x'.repeat(100));
    expect(answer.headers['x-renum-decision']).toBe('refused:overloaded');
    expect(given.provider.seen).toHaveLength(0);
  });

  it('our own ports, through a base URL that the operator listed', async () => {
    await using given = await setUp();
    await using plane = await new SpecPlane({
      providerUrl: given.provider.url,
      denyPorts: [given.provider.port],
    }).start();
    const answer = await plane.call('/llm/openai/v1/models');
    expect(answer.headers.get('x-renum-decision')).toBe('refused:destination_refused');
    expect(given.provider.seen).toHaveLength(0);
  });

  it.each([[''], ['x.y'], ['forged']])('the identity %j', async (token) => {
    await using given = await setUp();
    const forged = token === 'forged' ? given.plane.token.replace(/.$/, '_') : token;
    const answer = await given.plane.raw('GET', '/llm/openai/v1/models', {
      'x-renum-identity': forged,
    });
    expect(answer.status).toBe(401);
    expect(answer.headers['x-should-retry']).toBe('false');
  });

  it('a body beyond the bound, declared or not', async () => {
    await using given = await setUp({ as: 'stand-in', config: OPENAI_AGENT });
    const { plane } = given;
    const size = String(2 * 1024 * 1024);
    const declared = await plane.raw(
      'POST',
      '/proxy/tavily/search',
      { 'content-length': size },
      '',
    );
    expect(declared.status).toBe(413);
    const chunked = await plane.raw(
      'POST',
      '/proxy/tavily/search',
      { 'transfer-encoding': 'chunked' },
      'x'.repeat(Number(size)),
    );
    expect(chunked.status).toBe(413);
    expect(chunked.headers.connection).toBe('close');
  });

  it('two lengths, and a length beside chunks: nothing is smuggled behind a request', async () => {
    await using given = await setUp();
    const { plane, provider } = given;
    const smuggles = [
      'Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcdGET /x',
      'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x',
      'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n',
    ];
    for (const smuggle of smuggles) {
      const socket = connect(plane.port, '127.0.0.1');
      socket.write(
        `POST /llm/openai/v1/embeddings HTTP/1.1\r\nHost: x\r\nx-renum-identity: ${plane.token}\r\n${smuggle}`,
      );
      let text = '';
      for await (const chunk of socket) text += String(chunk);
      expect(text).toMatch(/^HTTP\/1\.1 400/);
    }
    expect(provider.seen).toHaveLength(0);
  });

  it('speaks in the dialect of the door', async () => {
    await using given = await setUp({
      config: { model: { provider: 'anthropic', name: 'claude-haiku-4-5' } },
      as: 'stand-in',
      budget: 'refused',
    });
    const { plane } = given;
    const body = { model: 'claude-haiku-4-5', max_tokens: 10, messages: [] };
    const anthropic = await plane.post('/llm/anthropic/v1/messages', body);
    expect(anthropic.status).toBe(402);
    expect(await anthropic.json()).toMatchObject({
      type: 'error',
      error: { type: 'billing_error', code: 'limit_exceeded' },
    });
    const problem = await plane.post('/proxy/tavily/search', { query: 'x' });
    expect(problem.headers.get('content-type')).toBe('application/problem+json');
    expect(await problem.json()).toMatchObject({ status: 402, code: 'limit_exceeded' });
  });

  it('says at every door that the wallet is empty, and that asking again does not help', async () => {
    await using given = await setUp({ runRefused: walletEmpty() });
    const { plane, provider } = given;
    const code = 'wallet_empty';
    const said = [
      ['/llm/openai/v1/chat/completions', { error: { type: 'billing_error', code } }],
      ['/llm/anthropic/v1/messages', { type: 'error', error: { type: 'billing_error', code } }],
      ['/proxy/tavily/search', { type: 'urn:renum:error:wallet_empty', status: 402, code }],
      [`/mcp/${newId()}`, { error: { data: { code, retryable: false } } }],
    ] as const;
    for (const [path, body] of said) {
      const answer = await plane.post(path, CHAT);
      expect(answer.status).toBe(402);
      expect(answer.headers.get('x-should-retry')).toBe('false');
      expect(answer.headers.get('x-renum-decision')).toBe('refused:wallet_empty');
      expect(await answer.json()).toMatchObject(body);
    }
    expect(provider.seen).toHaveLength(0);
  });
});
