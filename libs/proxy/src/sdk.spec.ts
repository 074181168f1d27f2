import Anthropic from '@anthropic-ai/sdk';
import { tavily } from '@tavily/core';
import OpenAI from 'openai';
import { FakeProvider, json, sse } from './spec/provider';
import { MODEL, SECRET, SpecPlane, type PlaneOptions } from './spec/plane';

/** The official clients, as Suna uses them: what they get must be what the provider said. */
describe('official SDKs through the data plane', () => {
  let provider: FakeProvider;
  let plane: SpecPlane;

  const start = async (options: Partial<PlaneOptions> = {}) => {
    provider = await new FakeProvider().start();
    plane = await new SpecPlane({ providerUrl: provider.url, as: 'stand-in', ...options }).start();
  };
  afterEach(async () => {
    await plane[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
  });

  const origin = (): string => `http://127.0.0.1:${plane.port}`;
  const identity = () => ({ 'x-renum-identity': plane.token });
  const openai = () =>
    new OpenAI({
      apiKey: 'none',
      baseURL: `${origin()}/llm/openai/v1`,
      defaultHeaders: identity(),
    });
  const anthropic = () =>
    new Anthropic({
      apiKey: 'none',
      baseURL: `${origin()}/llm/anthropic`,
      defaultHeaders: identity(),
    });
  const OPENAI = { config: { model: { provider: 'openai' as const, name: MODEL } } };
  const CLAUDE = 'claude-haiku-4-5';
  const ANTHROPIC = { config: { model: { provider: 'anthropic' as const, name: CLAUDE } } };
  const hi = [{ role: 'user' as const, content: 'hi' }];

  it('openai: a streamed answer with a tool call, usage hidden when not asked for', async () => {
    await start(OPENAI);
    const chunk = (delta: object, finish: string | null = null) => ({
      id: 'c',
      object: 'chat.completion.chunk',
      created: 1,
      model: MODEL,
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
    const call = {
      index: 0,
      id: 'call_1',
      type: 'function',
      function: { name: 'f', arguments: '' },
    };
    provider.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.end(
        sse(
          chunk({ role: 'assistant', content: 'Hel' }),
          chunk({ content: 'lo' }),
          chunk({ tool_calls: [call] }),
          chunk({ tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] }),
          chunk({}, 'tool_calls'),
          { ...chunk({}), choices: [], usage: { prompt_tokens: 9, completion_tokens: 4 } },
          '[DONE]',
        ),
      );
    };
    const stream = openai().chat.completions.stream({ model: MODEL, messages: hi });
    const message = await stream.finalMessage();
    expect(message.content).toBe('Hello');
    expect(message.tool_calls?.[0]).toMatchObject({
      function: { name: 'f', arguments: '{"a":1}' },
    });
    const { result } = await plane.onlyBill();
    expect(result.tokens).toMatchObject({ input: 9, output: 4 });
    expect(provider.seen[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  it('openai: embeddings and models', async () => {
    await start(OPENAI);
    provider.answer = (req, res) =>
      req.url?.endsWith('/models')
        ? json(res, { object: 'list', data: [{ id: MODEL, object: 'model' }] })
        : json(res, {
            data: [{ embedding: [0.5], index: 0, object: 'embedding' }],
            model: 'text-embedding-3-small',
            usage: { prompt_tokens: 3, total_tokens: 3 },
          });
    const input = {
      model: 'text-embedding-3-small',
      input: 'x',
      encoding_format: 'float' as const,
    };
    expect((await openai().embeddings.create(input)).data[0]?.embedding).toEqual([0.5]);
    expect((await plane.onlyBill()).result.tokens).toMatchObject({ input: 3, output: 0 });
    expect((await openai().models.list()).data[0]?.id).toBe(MODEL);
  });

  it('anthropic: a streamed answer', async () => {
    await start(ANTHROPIC);
    const events = [
      {
        type: 'message_start',
        message: {
          id: 'm',
          type: 'message',
          role: 'assistant',
          model: CLAUDE,
          content: [],
          usage: { input_tokens: 10, output_tokens: 1 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7 } },
      { type: 'message_stop' },
    ];
    provider.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.end(
        events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''),
      );
    };
    const stream = anthropic().messages.stream({ model: CLAUDE, max_tokens: 100, messages: hi });
    expect(await stream.finalText()).toBe('Hello');
    expect((await plane.onlyBill()).result).toMatchObject({
      tokens: { input: 10, output: 7 },
      priced: true,
    });
    // The client's own placeholder key stays behind; ours goes where Anthropic looks for it.
    expect(provider.seen[0]?.headers).toMatchObject({
      'x-api-key': SECRET,
      'anthropic-version': expect.any(String),
    });
    expect(provider.seen[0]?.headers.authorization).toBeUndefined();
  });

  it('tavily: a search', async () => {
    await start(OPENAI);
    provider.answer = (_req, res) =>
      json(res, { query: 'rls', results: [{ title: 't', url: 'u', content: 'c', score: 1 }] });
    // Its client knows no extra headers; in a sandbox the door adds the identity.
    const found = await plane.post('/proxy/tavily/search', { query: 'rls', max_results: 3 });
    expect(await found.json()).toMatchObject({ results: [{ title: 't' }] });
    expect((await plane.onlyBill()).result).toMatchObject({ quantityMilli: 1000 });
    await expect(
      tavily({ apiKey: 'none', apiBaseURL: `${origin()}/proxy/tavily` }).search('rls'),
    ).rejects.toThrow(/identity|401/i);
  });

  it('neither client asks again when the budget refuses', async () => {
    await start({ ...OPENAI, budget: 'refused' });
    const call = openai().chat.completions.create({ model: MODEL, messages: hi });
    await expect(call).rejects.toMatchObject({ status: 402, code: 'limit_exceeded' });
    expect(plane.reserved).toHaveLength(1);
    await plane[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
    await start({ ...ANTHROPIC, budget: 'refused' });
    const other = anthropic().messages.create({ model: CLAUDE, max_tokens: 9, messages: hi });
    await expect(other).rejects.toMatchObject({
      status: 402,
      error: { error: { code: 'limit_exceeded' } },
    });
    expect(plane.reserved).toHaveLength(1);
  });
});
