import type { TokenKinds } from '@renum/contracts';
import { bodyReader, streamReader } from './reader';
import type { UsageReading } from './usage/reading';

type Operation = Parameters<typeof streamReader>[0];

const data = (...events: unknown[]): string =>
  events.map((e) => `data: ${typeof e === 'string' ? e : JSON.stringify(e)}\n\n`).join('');
const named = (...events: { type: string }[]): string =>
  events.map((e) => `event: ${e.type}\ndata: ${JSON.stringify(e)}\n\n`).join('');

const read = (operation: Operation, text: string, cut?: number): UsageReading => {
  const reader = streamReader(operation);
  const bytes = Buffer.from(text);
  if (cut === undefined) reader.push(bytes);
  else {
    reader.push(bytes.subarray(0, cut));
    reader.push(bytes.subarray(cut));
  }
  return reader.end();
};

// Shapes as the providers' references and public recordings show them.
const chunk = (delta: object, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-4.1-mini-2025-04-14',
  choices: [{ index: 0, delta, finish_reason: finish }],
  usage: null,
});
const CHAT_USAGE = {
  prompt_tokens: 1117,
  completion_tokens: 46,
  total_tokens: 1163,
  prompt_tokens_details: { cached_tokens: 1024, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0 },
};
const CHAT = data(
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'Hello "you"' }),
  chunk({ tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] }),
  chunk({}, 'stop'),
  { ...chunk({}), choices: [], usage: CHAT_USAGE },
  '[DONE]',
);

const START = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5-20250929',
    content: [],
    usage: {
      input_tokens: 21,
      cache_creation_input_tokens: 300,
      cache_read_input_tokens: 1000,
      cache_creation: { ephemeral_5m_input_tokens: 300, ephemeral_1h_input_tokens: 0 },
      output_tokens: 2,
      service_tier: 'standard',
    },
  },
};
const TEXT = {
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text: 'Hello there, this is text.' },
};
const THINKING = {
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'thinking_delta', thinking: 'hmm, let me see' },
};
const TOOL = {
  type: 'content_block_delta',
  index: 1,
  delta: { type: 'input_json_delta', partial_json: '{"query":"x"}' },
};
const END = {
  type: 'message_delta',
  delta: { stop_reason: 'end_turn', stop_sequence: null },
  usage: { output_tokens: 153 },
};
const STOP = { type: 'message_stop' };
const MESSAGES = named(START, { type: 'ping' }, THINKING, TEXT, TOOL, END, STOP);

const RESPONSE = {
  id: 'resp_1',
  model: 'gpt-5-mini-2025-08-07',
  status: 'completed',
  usage: {
    input_tokens: 328,
    input_tokens_details: { cached_tokens: 100 },
    output_tokens: 52,
    output_tokens_details: { reasoning_tokens: 32 },
    total_tokens: 380,
  },
};
const RESPONSES = named(
  { type: 'response.created', response: { ...RESPONSE, usage: null } } as { type: string },
  { type: 'response.output_text.delta', delta: 'Hi there' } as { type: string },
  { type: 'response.completed', response: RESPONSE } as { type: string },
);

const exact = (
  input: number,
  cacheRead: number,
  cacheWrite: number,
  output: number,
  kinds?: TokenKinds,
): unknown => {
  const tokens = { input, cacheRead, cacheWrite, output, ...(kinds && { kinds }) };
  return expect.objectContaining({ complete: true, tokens });
};

describe('usage in streams', () => {
  it.each<[string, Operation, string, unknown]>([
    ['chat', 'chat', CHAT, exact(1117, 1024, 0, 46)],
    ['chat without [DONE]', 'chat', CHAT.replace('data: [DONE]\n\n', ''), exact(1117, 1024, 0, 46)],
    ['chat with CRLF', 'chat', CHAT.replaceAll('\n', '\r\n'), exact(1117, 1024, 0, 46)],
    ['chat, last blank line missing', 'chat', CHAT.trimEnd(), exact(1117, 1024, 0, 46)],
    [
      'chat, comments between (OpenRouter)',
      'chat',
      `: OPENROUTER PROCESSING\n\n${CHAT}`,
      exact(1117, 1024, 0, 46),
    ],
    [
      'chat, usage beside the last choice (many servers)',
      'chat',
      data({ ...chunk({}, 'stop'), usage: CHAT_USAGE }, '[DONE]'),
      exact(1117, 1024, 0, 46),
    ],
    [
      'chat, running totals (vLLM continuous usage)',
      'chat',
      data(
        { ...chunk({ content: 'a' }), usage: { prompt_tokens: 5, completion_tokens: 1 } },
        { ...chunk({}, 'stop'), usage: { prompt_tokens: 5, completion_tokens: 2 } },
        '[DONE]',
      ),
      exact(5, 0, 0, 2),
    ],
    [
      'chat, usage in an extension (Groq)',
      'chat',
      data(
        { ...chunk({}, 'stop'), x_groq: { usage: { prompt_tokens: 7, completion_tokens: 3 } } },
        '[DONE]',
      ),
      exact(7, 0, 0, 3),
    ],
    [
      'chat, cache hits by another name (DeepSeek)',
      'chat',
      data(
        {
          choices: [],
          usage: { prompt_tokens: 90, completion_tokens: 3, prompt_cache_hit_tokens: 64 },
        },
        '[DONE]',
      ),
      exact(90, 64, 0, 3),
    ],
    ['responses', 'responses', RESPONSES, exact(328, 100, 0, 52, { reasoning: 32 })],
    [
      'responses, incomplete',
      'responses',
      RESPONSES.replaceAll('response.completed', 'response.incomplete'),
      exact(328, 100, 0, 52, { reasoning: 32 }),
    ],
    [
      'responses, events without a name',
      'responses',
      RESPONSES.replaceAll(/^event: .*\n/gm, ''),
      exact(328, 100, 0, 52, { reasoning: 32 }),
    ],
    ['messages', 'messages', MESSAGES, exact(1321, 1000, 300, 153)],
    [
      'messages, input grown by server tools',
      'messages',
      named(START, {
        ...END,
        usage: {
          input_tokens: 2500,
          cache_creation_input_tokens: 0,
          cache_read_input_tokens: 1000,
          output_tokens: 510,
          server_tool_use: { web_search_requests: 1 },
        },
      } as { type: string }),
      exact(3500, 1000, 0, 510, { webSearches: 1 }),
    ],
    [
      'messages, nulls are not zeros',
      'messages',
      named(START, {
        ...END,
        usage: { input_tokens: null, output_tokens: 9 },
      } as { type: string }),
      exact(1321, 1000, 300, 9),
    ],
  ])('%s', (_name, operation, text, expected) => {
    expect(read(operation, text)).toEqual(expected);
  });

  it.each<[string, Operation, string]>([
    ['chat', 'chat', CHAT],
    ['responses', 'responses', RESPONSES],
    ['messages', 'messages', MESSAGES],
  ])('%s is the same, wherever the chunks break', (_name, operation, text) => {
    const timeless = { firstTokenAt: expect.any(Number) as number };
    const whole = { ...read(operation, text), ...timeless };
    for (let cut = 1; cut < Buffer.byteLength(text); cut += 1) {
      expect(read(operation, text, cut)).toEqual(whole);
    }
  });

  it('names the model that answered', () => {
    expect(read('chat', CHAT).model).toBe('gpt-4.1-mini-2025-04-14');
    expect(read('responses', RESPONSES).model).toBe('gpt-5-mini-2025-08-07');
    expect(read('messages', MESSAGES).model).toBe('claude-sonnet-4-5-20250929');
  });

  it.each<[string, Operation, string]>([
    ['chat cut before its usage', 'chat', CHAT.slice(0, CHAT.indexOf('"usage":{'))],
    [
      'chat that ends in an error',
      'chat',
      data(chunk({ content: 'x' }), { error: { message: 'no' } }),
    ],
    [
      'chat with running totals, cut',
      'chat',
      data({
        ...chunk({ content: 'abcdefgh' }),
        usage: { prompt_tokens: 5, completion_tokens: 1 },
      }),
    ],
    [
      'responses cut',
      'responses',
      RESPONSES.slice(0, RESPONSES.indexOf('event: response.completed')),
    ],
    ['messages cut', 'messages', named(START, TEXT)],
    [
      'messages that end in an error',
      'messages',
      named(START, TEXT, { type: 'error', error: { type: 'overloaded_error' } } as {
        type: string;
      }),
    ],
    ['nothing', 'chat', ''],
    ['not a stream', 'chat', '<html>usage</html>'],
  ])('%s is never complete', (_name, operation, text) => {
    expect(read(operation, text).complete).toBe(false);
  });

  it('keeps what a cut stream did say, for the estimate', () => {
    const reading = read('messages', named(START, TEXT, TOOL));
    expect(reading.tokens).toMatchObject({ input: 1321, cacheRead: 1000, cacheWrite: 300 });
    expect(reading.outputBytes).toBeGreaterThanOrEqual('Hello there, this is text.'.length);
  });

  it('survives an event without end', () => {
    const reader = streamReader('chat');
    reader.push(Buffer.from('data: '));
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    for (let part = 0; part < 20; part += 1) reader.push(megabyte);
    reader.push(Buffer.from(`\n\n${CHAT}`));
    expect(reader.end()).toEqual(exact(1117, 1024, 0, 46));
  });
});

describe('usage in bodies', () => {
  const body = (operation: Operation, value: unknown): UsageReading => {
    const reader = bodyReader(operation);
    const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
    reader.push(bytes.subarray(0, 7));
    reader.push(bytes.subarray(7));
    return reader.end();
  };

  it.each<[string, Operation, unknown, unknown]>([
    [
      'chat',
      'chat',
      { model: 'm', choices: [{ message: { content: '"usage":{' } }], usage: CHAT_USAGE },
      exact(1117, 1024, 0, 46),
    ],
    ['responses', 'responses', RESPONSE, exact(328, 100, 0, 52, { reasoning: 32 })],
    [
      'embeddings',
      'embeddings',
      { data: [{ embedding: [0.1] }], usage: { prompt_tokens: 8, total_tokens: 8 } },
      exact(8, 0, 0, 0),
    ],
    ['embeddings, only a total', 'embeddings', { usage: { total_tokens: 8 } }, exact(8, 0, 0, 0)],
    ['messages', 'messages', { usage: START.message.usage }, exact(1321, 1000, 300, 2)],
  ])('%s', (_name, operation, value, expected) => {
    expect(body(operation, value)).toEqual(expected);
  });

  it.each([
    ['no usage', { choices: [] }],
    ['not JSON', 'oops'],
    ['usage that is no object', { usage: 'many' }],
  ])('%s is not complete', (_name, value) => {
    expect(body('chat', value).complete).toBe(false);
  });

  it('takes no nonsense for a count', () => {
    const usage = { prompt_tokens: -5, completion_tokens: '9', prompt_tokens_details: null };
    expect(body('chat', { usage }).tokens).toEqual({
      input: 0,
      cacheRead: 0,
      cacheWrite: 0,
      output: 0,
    });
  });
});
