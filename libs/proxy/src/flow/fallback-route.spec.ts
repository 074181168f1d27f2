import type { AgentConfigInput } from '@renum/contracts';
import { FakeProvider, json } from '../spec/provider';
import { SpecPlane } from '../spec/plane';

const ID = '01a1fda5-f963-7196-8187-043089000005';
const CONFIG: AgentConfigInput = {
  model: {
    provider: 'openai',
    name: 'gpt-4.1',
    fallbacks: [
      { provider: 'anthropic', name: 'claude-haiku-4-5', credentialId: ID },
      { provider: 'groq', name: 'openai/gpt-oss-20b' },
      { provider: 'openai', name: 'gpt-4.1-mini', credentialId: ID },
    ],
  },
};
const CHAT = '/llm/openai/v1/chat/completions';
const JSON_TYPE = { 'content-type': 'application/json' };

async function setUp() {
  const provider = await new FakeProvider().start();
  const plane = await new SpecPlane({
    providerUrl: provider.url,
    as: 'stand-in',
    config: CONFIG,
  }).start();
  provider.answer = (_req, res) => json(res, { choices: [{}], usage: {} });
  return {
    provider,
    plane,
    [Symbol.asyncDispose]: async () => {
      await plane[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}

describe('a model named by its provider', () => {
  it('is called there by its own name; every other byte stays as it is', async () => {
    await using given = await setUp();
    const { plane, provider } = given;
    const body = (model: string): string =>
      `{ "messages":[{"content":"\\u00e9 {\\"model\\":1}"}],\n "model" : ${model} , "seed":1e0}`;
    const answer = await plane.raw('POST', CHAT, JSON_TYPE, body('"groq/openai/gpt-oss-20b"'));
    expect(answer.status).toBe(200);
    expect(provider.seen[0]?.url).toBe('/openai/v1/chat/completions');
    expect(provider.seen[0]?.body).toBe(body('"openai/gpt-oss-20b"'));
    const { start } = await plane.onlyBill();
    expect(start).toMatchObject({ provider: 'groq', model: 'openai/gpt-oss-20b' });
    expect(plane.reserved[0]).toMatchObject({ provider: 'groq' });
    expect(plane.asked).toEqual([{ provider: 'groq', credentialId: undefined }]);
  });

  it('is streamed with usage asked for', async () => {
    await using given = await setUp();
    const { plane, provider } = given;
    const body = { stream: true, model: 'groq/openai/gpt-oss-20b', messages: [] };
    await (await plane.post(CHAT, body)).text();
    expect(provider.seen[0]?.body).toBe(
      '{"stream_options":{"include_usage":true},"stream":true,"model":"openai/gpt-oss-20b","messages":[]}',
    );
  });

  it('goes through the door of its dialect, with the credential of its entry', async () => {
    await using given = await setUp();
    const { plane, provider } = given;
    const body = { model: 'anthropic/claude-haiku-4-5', max_tokens: 5, messages: [] };
    const answer = await plane.post('/llm/anthropic/v1/messages', body);
    expect(answer.status).toBe(200);
    expect(provider.seen[0]?.url).toBe('/anthropic/v1/messages');
    expect(JSON.parse(provider.seen[0]?.body ?? '')).toMatchObject({ model: 'claude-haiku-4-5' });
    expect(plane.asked).toEqual([{ provider: 'anthropic', credentialId: ID }]);
    const wrong = await plane.post(CHAT, body);
    expect(wrong.headers.get('x-renum-decision')).toBe('refused:operation_not_allowed');
    expect(provider.seen).toHaveLength(1);
  });

  it('has a credential of its own at the provider of another', async () => {
    await using given = await setUp();
    const { plane, provider } = given;
    await plane.post(CHAT, { model: 'gpt-4.1', messages: [] });
    await plane.post(CHAT, { model: 'openai/gpt-4.1-mini', messages: [] });
    expect(plane.asked).toEqual([
      { provider: 'openai', credentialId: undefined },
      { provider: 'openai', credentialId: ID },
    ]);
    expect(provider.seen.map(({ body }) => (JSON.parse(body) as { model: string }).model)).toEqual([
      'gpt-4.1',
      'gpt-4.1-mini',
    ]);
  });

  it.each([
    ['of no entry', '{"model":"groq/llama-3.3-70b-versatile"}', 'operation_not_allowed'],
    ['of a provider of no entry', '{"model":"mistral/gpt-4.1"}', 'operation_not_allowed'],
    ['said twice', '{"model":"groq/openai/gpt-oss-20b","model":"gpt-4.1"}', 'malformed_request'],
    [
      'said twice, once in disguise',
      '{"model":"groq/openai/gpt-oss-20b","mod\\u0065l":"gpt-4.1"}',
      'malformed_request',
    ],
  ])('is refused when it is %s', async (_what, body, code) => {
    await using given = await setUp();
    const { plane, provider } = given;
    const answer = await plane.raw('POST', CHAT, JSON_TYPE, body);
    expect(answer.headers['x-renum-decision']).toBe(`refused:${code}`);
    expect(provider.seen).toHaveLength(0);
    expect(plane.billed.size).toBe(0);
    expect(plane.gates.inFlight).toBe(0);
  });

  it('is not heard of where no model is named: those of the own provider are listed', async () => {
    await using given = await setUp();
    const { plane, provider } = given;
    await plane.call('/llm/openai/v1/models');
    expect(provider.seen[0]?.url).toBe('/openai/v1/models');
    expect(plane.asked).toEqual([{ provider: 'openai', credentialId: undefined }]);
  });

  it('may have an operation that the first provider has not', async () => {
    await using given = await setUp();
    const { plane, provider } = given;
    const config: AgentConfigInput = {
      model: {
        provider: 'deepseek',
        name: 'deepseek-chat',
        fallbacks: [{ provider: 'openai', name: 'gpt-4.1' }],
      },
    };
    await using other = await new SpecPlane({
      providerUrl: provider.url,
      as: 'stand-in',
      config,
    }).start();
    const answer = await other.post('/llm/openai/v1/responses', { model: 'openai/gpt-4.1' });
    expect(answer.status).toBe(200);
    const bare = await other.post('/llm/openai/v1/responses', { model: 'deepseek-chat' });
    expect(bare.headers.get('x-renum-decision')).toBe('refused:operation_not_allowed');
    expect(provider.seen.map(({ url }) => url)).toEqual(['/openai/v1/responses']);
    expect(plane.billed.size).toBe(0);
  });
});
