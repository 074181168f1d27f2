import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { walletEmpty } from '@renum/billing';
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

  const CHAT = { id: 'c', object: 'chat.completion', created: 1, model: MODEL };
  const CHOICE = {
    index: 0,
    finish_reason: 'stop',
    message: { role: 'assistant', content: 'Hello' },
  };
  const MESSAGE = {
    id: 'm',
    type: 'message',
    role: 'assistant',
    model: CLAUDE,
    stop_reason: 'tool_use',
    content: [{ type: 'tool_use', id: 't1', name: 'f', input: { a: 1 } }],
    usage: { input_tokens: 10, output_tokens: 7 },
  };
  /** The provider fails so often, and then answers. */
  const failing = (times: number, status: number, body: unknown, headers = {}) => {
    let calls = 0;
    provider.answer = (_req, res) => {
      calls += 1;
      if (calls > times) return json(res, body);
      res.writeHead(status, { 'content-type': 'application/json', ...headers });
      res.end(JSON.stringify({ error: { message: `key ${SECRET}`, type: 'overloaded_error' } }));
    };
  };
  const ask = (name: 'openai' | 'anthropic'): Promise<unknown> =>
    name === 'openai'
      ? openai().chat.completions.create({ model: MODEL, messages: hi })
      : anthropic().messages.create({ model: CLAUDE, max_tokens: 9, messages: hi });
  const startAs = (name: 'openai' | 'anthropic') => start(name === 'openai' ? OPENAI : ANTHROPIC);
  const NAMES = ['openai', 'anthropic'] as const;

  it('openai: tools and structured answers, in one piece and by the Responses API', async () => {
    await start(OPENAI);
    provider.answer = (req, res, body) =>
      req.url?.endsWith('/responses')
        ? json(res, {
            id: 'r',
            object: 'response',
            status: 'completed',
            model: MODEL,
            output: [
              { type: 'function_call', id: 'i', call_id: 'c', name: 'f', arguments: '{"a":1}' },
            ],
            usage: { input_tokens: 8, output_tokens: 3, total_tokens: 11 },
          })
        : json(res, {
            ...CHAT,
            choices: [{ ...CHOICE, message: { role: 'assistant', content: body.slice(0, 9) } }],
            usage: { prompt_tokens: 9, completion_tokens: 4 },
          });
    const tool = { type: 'function' as const, name: 'f', parameters: {}, strict: false };
    const answer = await openai().responses.create({ model: MODEL, input: 'hi', tools: [tool] });
    expect(answer.output[0]).toMatchObject({ type: 'function_call', arguments: '{"a":1}' });
    const chat = await openai().chat.completions.create({ model: MODEL, messages: hi });
    expect(chat.choices[0]?.message.content).toBe('{"model":');
    const billed = [...plane.billed.values()].map(({ result }) => result?.tokens);
    expect(billed).toMatchObject([
      { input: 8, output: 3 },
      { input: 9, output: 4 },
    ]);
  });

  it('anthropic: tools in one piece, and counting tokens', async () => {
    await start(ANTHROPIC);
    provider.answer = (req, res) =>
      json(res, req.url?.includes('count_tokens') ? { input_tokens: 12 } : MESSAGE);
    const tools = [{ name: 'f', input_schema: { type: 'object' as const } }];
    const input = { model: CLAUDE, messages: hi, tools };
    const message = await anthropic().messages.create({ ...input, max_tokens: 100 });
    expect(message.content[0]).toMatchObject({ type: 'tool_use', input: { a: 1 } });
    expect((await anthropic().messages.countTokens(input)).input_tokens).toBe(12);
  });

  it.each(NAMES.flatMap((name) => [429, 500, 503].map((status) => [name, status] as const)))(
    '%s: tries again by itself after %i, and each try is told apart',
    async (name, status) => {
      await startAs(name);
      const body = name === 'openai' ? { ...CHAT, choices: [CHOICE], usage: {} } : MESSAGE;
      failing(1, status, body, { 'retry-after-ms': '10' });
      expect(await ask(name)).toMatchObject({ id: name === 'openai' ? 'c' : 'm' });
      expect(provider.seen).toHaveLength(2);
      expect(plane.billed.size).toBe(2);
      expect(provider.seen.map(({ headers }) => headers['x-stainless-retry-count'])).toEqual([
        '0',
        '1',
      ]);
    },
  );

  it.each(
    NAMES.flatMap((name) =>
      (
        [
          [400, 'BadRequestError', 1],
          [401, 'AuthenticationError', 1],
          [403, 'PermissionDeniedError', 1],
          [404, 'NotFoundError', 1],
          [422, 'UnprocessableEntityError', 1],
          [429, 'RateLimitError', 3],
          [500, 'InternalServerError', 3],
        ] as const
      ).map(([status, type, tries]) => [name, status, type, tries] as const),
    ),
  )('%s: the provider’s own %i is its %s, after %i tries', async (name, status, type, tries) => {
    await startAs(name);
    failing(
      9,
      status,
      {},
      { 'retry-after-ms': '10', 'x-request-id': 'req_1', 'request-id': 'req_1' },
    );
    const error: unknown = await ask(name).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status });
    expect((error as Error).constructor.name).toBe(type);
    expect(String(error)).toContain('key [redacted]');
    const { headers } = error as { headers: Headers };
    expect(headers.get('x-renum-decision')).toBe('allowed');
    expect(headers.get('x-renum-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-renum-retryable')).toBe(String(status === 429));
    expect(provider.seen).toHaveLength(tries);
  });

  it.each(NAMES)('%s: a stream that breaks off is an error, never an end', async (name) => {
    await startAs(name);
    const first =
      name === 'openai'
        ? sse({
            ...CHAT,
            object: 'chat.completion.chunk',
            choices: [{ index: 0, delta: { content: 'Hel' } }],
          })
        : `event: message_start\ndata: ${JSON.stringify({ type: 'message_start', message: { ...MESSAGE, content: [] } })}\n\n`;
    provider.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(first);
      setTimeout(() => res.destroy(), 20);
    };
    const whole =
      name === 'openai'
        ? openai().chat.completions.stream({ model: MODEL, messages: hi }).finalMessage()
        : anthropic()
            .messages.stream({ model: CLAUDE, max_tokens: 9, messages: hi })
            .finalMessage();
    await expect(whole).rejects.toThrow();
    expect((await plane.onlyBill()).result.estimatedReason).toBe('upstream_cut');
  });

  it.each(NAMES)('%s: an error within a stream is the client’s own error', async (name) => {
    await startAs(name);
    const error = { type: 'overloaded_error', message: `busy ${SECRET}` };
    provider.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      const said = JSON.stringify(name === 'openai' ? { error } : { type: 'error', error });
      res.end(`${name === 'openai' ? '' : 'event: error\n'}data: ${said}\n\n`);
    };
    const whole =
      name === 'openai'
        ? openai().chat.completions.stream({ model: MODEL, messages: hi }).finalMessage()
        : anthropic()
            .messages.stream({ model: CLAUDE, max_tokens: 9, messages: hi })
            .finalMessage();
    await expect(whole).rejects.toThrow(/busy \[redacted]/);
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

  it('neither client asks again when the wallet is empty', async () => {
    await start({ ...OPENAI, runRefused: walletEmpty() });
    const call = openai().chat.completions.create({ model: MODEL, messages: hi });
    await expect(call).rejects.toMatchObject({ status: 402, code: 'wallet_empty' });
    const other = anthropic().messages.create({ model: CLAUDE, max_tokens: 9, messages: hi });
    await expect(other).rejects.toMatchObject({
      status: 402,
      error: { error: { code: 'wallet_empty' } },
    });
    expect(await plane.loggedRefusals()).toHaveLength(2);
  });
});
