import type { TokenCounts, TokenKinds } from '@renum/contracts';
import { bodyReader, streamReader } from './reader';
import type { UsageReading } from './usage/reading';

/**
 * Streams and bodies in the shapes that OpenAI's and Anthropic's references and public recordings
 * show: what each one must be billed as, to the token.
 */
type Operation = Parameters<typeof streamReader>[0];
type Totals = [input: number, cacheRead: number, cacheWrite: number, output: number];
type Case = [name: string, events: object[], totals: Totals, kinds?: TokenKinds];

const streamed = (operation: Operation, events: object[]): UsageReading => {
  const reader = streamReader(operation);
  for (const event of events) {
    const type = Reflect.get(event, 'type') as unknown;
    const name = typeof type === 'string' ? `event: ${type}\n` : '';
    reader.push(Buffer.from(`${name}data: ${JSON.stringify(event)}\n\n`));
  }
  if (operation === 'chat') reader.push(Buffer.from('data: [DONE]\n\n'));
  return reader.end();
};

const tokensOf = (
  [input, cacheRead, cacheWrite, output]: Totals,
  kinds?: TokenKinds,
): TokenCounts => ({
  input,
  cacheRead,
  cacheWrite,
  output,
  ...(kinds && { kinds }),
});

// ---- OpenAI: chat completions --------------------------------------------------------------

const delta = (content: object, finish: string | null = null) => ({
  object: 'chat.completion.chunk',
  model: 'gpt-4.1-2025-04-14',
  service_tier: 'default',
  system_fingerprint: 'fp_1',
  choices: [{ index: 0, delta: content, logprobs: null, finish_reason: finish }],
  usage: null,
});
const usage = (prompt: number, completion: number, more: object = {}) => ({
  object: 'chat.completion.chunk',
  model: 'gpt-4.1-2025-04-14',
  choices: [],
  usage: {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...more,
  },
});
const prompted = (details: object) => ({ prompt_tokens_details: details });
const completed = (details: object) => ({ completion_tokens_details: details });
const say = [delta({ role: 'assistant', content: '', refusal: null }), delta({ content: 'Hello' })];
const call = (index: number, name: string) =>
  delta({ tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name } }] });
const args = (index: number, text: string) =>
  delta({ tool_calls: [{ index, function: { arguments: text } }] });

const CHAT: Case[] = [
  ['plain text', [...say, delta({}, 'stop'), usage(19, 10)], [19, 0, 0, 10]],
  [
    'all details zero',
    [
      ...say,
      usage(19, 10, {
        ...prompted({ cached_tokens: 0, audio_tokens: 0 }),
        ...completed({
          reasoning_tokens: 0,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        }),
      }),
    ],
    [19, 0, 0, 10],
  ],
  [
    'one tool call',
    [
      call(0, 'get_weather'),
      args(0, '{"city":'),
      args(0, '"Seoul"}'),
      delta({}, 'tool_calls'),
      usage(82, 17),
    ],
    [82, 0, 0, 17],
  ],
  [
    'parallel tool calls',
    [
      call(0, 'a'),
      args(0, '{}'),
      call(1, 'b'),
      args(1, '{}'),
      delta({}, 'tool_calls'),
      usage(120, 41),
    ],
    [120, 0, 0, 41],
  ],
  [
    'prompt cache',
    [...say, usage(2006, 300, prompted({ cached_tokens: 1920 }))],
    [2006, 1920, 0, 300],
  ],
  [
    'reasoning',
    [...say, usage(50, 1200, completed({ reasoning_tokens: 1024 }))],
    [50, 0, 0, 1200],
    { reasoning: 1024 },
  ],
  [
    'reasoning with cache',
    [
      ...say,
      usage(5000, 900, {
        ...prompted({ cached_tokens: 4096 }),
        ...completed({ reasoning_tokens: 640 }),
      }),
    ],
    [5000, 4096, 0, 900],
    { reasoning: 640 },
  ],
  [
    'predicted output: rejected tokens are billed too',
    [
      ...say,
      usage(90, 70, completed({ accepted_prediction_tokens: 30, rejected_prediction_tokens: 12 })),
    ],
    [90, 0, 0, 70],
  ],
  [
    'audio in and out',
    [
      delta({ audio: { id: 'audio_1', transcript: 'Hi' } }),
      usage(75, 60, {
        ...prompted({ audio_tokens: 50, text_tokens: 25 }),
        ...completed({ audio_tokens: 48, text_tokens: 12 }),
      }),
    ],
    [75, 0, 0, 60],
    { inputAudio: 50, outputAudio: 48 },
  ],
  [
    'images in',
    [...say, usage(1200, 20, prompted({ image_tokens: 1105, cached_tokens: 0 }))],
    [1200, 0, 0, 20],
    { inputImage: 1105 },
  ],
  [
    'prompt cache written and read',
    [...say, usage(3000, 40, prompted({ cached_tokens: 1024, cache_write_tokens: 1500 }))],
    [3000, 1024, 1500, 40],
  ],
  [
    'thoughts in the open, as compatible servers stream them',
    [
      delta({ reasoning_content: 'Hm' }),
      ...say,
      usage(12, 80, completed({ reasoning_tokens: 60 })),
    ],
    [12, 0, 0, 80],
    { reasoning: 60 },
  ],
  [
    'a running total beside every choice',
    [
      { ...delta({ content: 'a' }), usage: { prompt_tokens: 9, completion_tokens: 1 } },
      usage(9, 2),
    ],
    [9, 0, 0, 2],
  ],
  ['cut at the length limit', [...say, delta({}, 'length'), usage(30, 4096)], [30, 0, 0, 4096]],
  ['content filter', [...say, delta({}, 'content_filter'), usage(30, 3)], [30, 0, 0, 3]],
  ['refusal', [delta({ refusal: 'I cannot' }), delta({}, 'stop'), usage(44, 9)], [44, 0, 0, 9]],
  [
    'two choices',
    [...say, { ...delta({ content: 'b' }), choices: [{ index: 1, delta: {} }] }, usage(15, 24)],
    [15, 0, 0, 24],
  ],
  [
    'citations of a search model',
    [delta({ content: 'x', annotations: [{ type: 'url_citation' }] }), usage(9, 88)],
    [9, 0, 0, 88],
  ],
  [
    'obfuscated deltas',
    [{ ...delta({ content: 'x' }), obfuscation: 'aW5p' }, usage(9, 1)],
    [9, 0, 0, 1],
  ],
];

// ---- OpenAI: responses ---------------------------------------------------------------------

const response = (input: number, output: number, more: object = {}, items: object[] = []) => ({
  id: 'resp_1',
  model: 'gpt-5-2025-08-07',
  output: items,
  usage: { input_tokens: input, output_tokens: output, total_tokens: input + output, ...more },
});
const end = (kind: string, body: object) => ({ type: `response.${kind}`, response: body });
const begin = end('created', { ...response(0, 0), usage: null });
const said = { type: 'response.output_text.delta', delta: 'Hello', sequence_number: 4 };
const read = (cached: number) => ({ input_tokens_details: { cached_tokens: cached } });
const wrote = (cached: number, written: number) => ({
  input_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
});
const thought = (tokens: number) => ({ output_tokens_details: { reasoning_tokens: tokens } });
const searched = (type: string) => ({
  type: 'web_search_call',
  status: 'completed',
  action: { type },
});

const RESPONSES: Case[] = [
  ['plain text', [begin, said, end('completed', response(36, 87))], [36, 0, 0, 87]],
  ['cache', [begin, said, end('completed', response(2000, 80, read(1792)))], [2000, 1792, 0, 80]],
  [
    'reasoning',
    [
      begin,
      { type: 'response.reasoning_summary_text.delta', delta: 'Hm' },
      end('completed', response(81, 1035, thought(832))),
    ],
    [81, 0, 0, 1035],
    { reasoning: 832 },
  ],
  [
    'function call',
    [
      begin,
      { type: 'response.function_call_arguments.delta', delta: '{"a"' },
      end('completed', response(291, 23, {}, [{ type: 'function_call' }])),
    ],
    [291, 0, 0, 23],
  ],
  [
    'web search: each search is charged, opening a page is not',
    [
      begin,
      { type: 'response.web_search_call.searching', item_id: 'ws_1' },
      end(
        'completed',
        response(9000, 400, thought(128), [
          searched('search'),
          searched('open_page'),
          searched('search'),
          { type: 'message' },
        ]),
      ),
    ],
    [9000, 0, 0, 400],
    { reasoning: 128, webSearches: 2 },
  ],
  [
    'file search',
    [begin, end('completed', response(3000, 50, {}, [{ type: 'file_search_call' }]))],
    [3000, 0, 0, 50],
    { fileSearches: 1 },
  ],
  [
    'web search, as its provider charges it: discounted searches are none',
    [
      begin,
      end('completed', {
        ...response(9000, 400, {}, [searched('search'), searched('search')]),
        tool_usage: { web_search: { num_requests: 1 } },
      }),
    ],
    [9000, 0, 0, 400],
    { webSearches: 1 },
  ],
  [
    'prompt cache written and read',
    [begin, said, end('completed', response(5000, 80, wrote(1024, 3000)))],
    [5000, 1024, 3000, 80],
  ],
  [
    'summaries of several thoughts',
    [
      begin,
      { type: 'response.reasoning_summary_part.added', summary_index: 0 },
      { type: 'response.reasoning_summary_text.delta', delta: '**Thinking**' },
      { type: 'response.reasoning_summary_text.done', text: '**Thinking**' },
      { type: 'response.reasoning_text.delta', delta: 'Let me see' },
      said,
      end('completed', response(75, 1186, thought(1024))),
    ],
    [75, 0, 0, 1186],
    { reasoning: 1024 },
  ],
  [
    'a tool that was stopped at its limit',
    [begin, end('incomplete', response(900, 40, {}, [searched('search'), { type: 'message' }]))],
    [900, 0, 0, 40],
    { webSearches: 1 },
  ],
  [
    'incomplete at the output limit',
    [begin, said, end('incomplete', response(40, 1000))],
    [40, 0, 0, 1000],
  ],
  [
    'failed half-way, with its usage',
    [begin, said, end('failed', { ...response(40, 12), error: { code: 'server_error' } })],
    [40, 0, 0, 12],
  ],
  [
    'refusal',
    [begin, { type: 'response.refusal.delta', delta: 'No' }, end('completed', response(40, 6))],
    [40, 0, 0, 6],
  ],
  [
    'generated image in the answer',
    [
      begin,
      { type: 'response.image_generation_call.partial_image' },
      end('completed', response(100, 300)),
    ],
    [100, 0, 0, 300],
  ],
  [
    'MCP tools listed and called',
    [
      begin,
      { type: 'response.mcp_call_arguments.delta', delta: '{}' },
      end('completed', response(700, 30, {}, [{ type: 'mcp_call' }])),
    ],
    [700, 0, 0, 30],
  ],
];

// ---- Anthropic: messages -------------------------------------------------------------------

const start = (more: object = {}) => ({
  type: 'message_start',
  message: {
    model: 'claude-sonnet-4-5-20250929',
    usage: { input_tokens: 25, output_tokens: 1, service_tier: 'standard', ...more },
  },
});
const block = (kind: string, value: object) => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: kind, ...value },
});
const stop = (reason: string, output: number, more: object = {}) => ({
  type: 'message_delta',
  delta: { stop_reason: reason, stop_sequence: null },
  usage: { output_tokens: output, ...more },
});
const text = block('text_delta', { text: 'Hello' });
const last = { type: 'message_stop' };

const MESSAGES: Case[] = [
  ['plain text', [start(), { type: 'ping' }, text, stop('end_turn', 15), last], [25, 0, 0, 15]],
  [
    'tool use',
    [
      start({ input_tokens: 472 }),
      text,
      block('input_json_delta', { partial_json: '{"location"' }),
      stop('tool_use', 89),
      last,
    ],
    [472, 0, 0, 89],
  ],
  [
    'extended thinking',
    [
      start(),
      block('thinking_delta', { thinking: 'Let me' }),
      block('signature_delta', { signature: 'EqQB' }),
      text,
      stop('end_turn', 320),
      last,
    ],
    [25, 0, 0, 320],
  ],
  [
    'redacted thinking',
    [
      start(),
      { type: 'content_block_start', content_block: { type: 'redacted_thinking', data: 'x' } },
      stop('end_turn', 40),
      last,
    ],
    [25, 0, 0, 40],
  ],
  [
    'cache written for five minutes',
    [
      start({
        cache_creation_input_tokens: 1800,
        cache_read_input_tokens: 0,
        cache_creation: { ephemeral_5m_input_tokens: 1800, ephemeral_1h_input_tokens: 0 },
      }),
      text,
      stop('end_turn', 15),
    ],
    [1825, 0, 1800, 15],
  ],
  [
    'cache written for an hour',
    [
      start({
        cache_creation_input_tokens: 1800,
        cache_creation: { ephemeral_5m_input_tokens: 300, ephemeral_1h_input_tokens: 1500 },
      }),
      text,
      stop('end_turn', 15),
    ],
    [1825, 0, 1800, 15],
    { cacheWrite1h: 1500 },
  ],
  [
    'cache read',
    [start({ cache_read_input_tokens: 2048 }), text, stop('end_turn', 15)],
    [2073, 2048, 0, 15],
  ],
  [
    'cache read and written at once',
    [
      start({ cache_read_input_tokens: 1000, cache_creation_input_tokens: 248 }),
      text,
      stop('end_turn', 503),
    ],
    [1273, 1000, 248, 503],
  ],
  [
    'web search: the input grows while it answers',
    [
      start({ input_tokens: 2679 }),
      {
        type: 'content_block_start',
        content_block: { type: 'server_tool_use', name: 'web_search' },
      },
      {
        type: 'content_block_start',
        content_block: { type: 'web_search_tool_result', content: [] },
      },
      stop('end_turn', 510, {
        input_tokens: 10682,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        server_tool_use: { web_search_requests: 1 },
      }),
    ],
    [10682, 0, 0, 510],
    { webSearches: 1 },
  ],
  [
    'three searches',
    [start(), stop('end_turn', 900, { server_tool_use: { web_search_requests: 3 } })],
    [25, 0, 0, 900],
    { webSearches: 3 },
  ],
  [
    'fetched pages are only tokens',
    [
      start(),
      stop('end_turn', 90, {
        input_tokens: 8000,
        server_tool_use: { web_search_requests: 0, web_fetch_requests: 2 },
      }),
    ],
    [8000, 0, 0, 90],
  ],
  [
    'thoughts counted apart',
    [
      start(),
      block('thinking_delta', { thinking: 'Let me' }),
      stop('end_turn', 320, { output_tokens_details: { thinking_tokens: 250 } }),
    ],
    [25, 0, 0, 320],
    { reasoning: 250 },
  ],
  [
    'searches and what they wrote to the cache, cumulated over the turns of the server',
    [
      start({ input_tokens: 105 }),
      block('input_json_delta', { partial_json: '{"query"' }),
      {
        type: 'message_delta',
        delta: { stop_reason: null },
        usage: { input_tokens: 105, output_tokens: 60 },
      },
      stop('end_turn', 6039, {
        input_tokens: 105,
        cache_read_input_tokens: 7123,
        cache_creation_input_tokens: 7345,
        server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 },
      }),
      last,
    ],
    [14573, 7123, 7345, 6039],
    { webSearches: 2 },
  ],
  [
    'an hour of cache beside five minutes, read by a second call',
    [
      start({
        cache_read_input_tokens: 1800,
        cache_creation_input_tokens: 248,
        cache_creation: { ephemeral_5m_input_tokens: 148, ephemeral_1h_input_tokens: 100 },
      }),
      stop('end_turn', 20),
    ],
    [2073, 1800, 248, 20],
    { cacheWrite1h: 100 },
  ],
  ['a long turn paused', [start(), text, stop('pause_turn', 77)], [25, 0, 0, 77]],
  ['cut at the length limit', [start(), text, stop('max_tokens', 1024)], [25, 0, 0, 1024]],
  ['a stop sequence', [start(), text, stop('stop_sequence', 8)], [25, 0, 0, 8]],
  ['refused by its classifier', [start(), stop('refusal', 4)], [25, 0, 0, 4]],
  [
    'the context window was full',
    [start(), text, stop('model_context_window_exceeded', 500)],
    [25, 0, 0, 500],
  ],
  [
    'an early running total',
    [
      start(),
      { type: 'message_delta', delta: { stop_reason: null }, usage: { output_tokens: 7 } },
      text,
      stop('end_turn', 19),
    ],
    [25, 0, 0, 19],
  ],
];

interface Shape {
  operation: Operation;
  shape: string;
  events: object[];
  tokens: TokenCounts;
}
const shapes = (operation: Operation, cases: Case[]): Shape[] =>
  cases.map(([shape, events, totals, kinds]) => ({
    operation,
    shape,
    events,
    tokens: tokensOf(totals, kinds),
  }));
const ALL = [
  ...shapes('chat', CHAT),
  ...shapes('responses', RESPONSES),
  ...shapes('messages', MESSAGES),
];

describe('the usage of a stream, exactly', () => {
  it.each(ALL)('$operation: $shape', ({ operation, events, tokens }) => {
    const reading = streamed(operation, events);
    expect(reading.tokens).toEqual(tokens);
    expect(reading.complete).toBe(true);
  });

  it('is a table of at least fifty shapes', () => {
    expect(ALL.length).toBeGreaterThanOrEqual(50);
  });
});

/** What broke off is never taken for exact, whatever was said until then. */
describe('a stream that breaks off', () => {
  it.each<[Operation, string, object[]]>([
    [
      'chat',
      'an error in place of the next chunk',
      [...say, { error: { message: 'overloaded', type: 'server_error' } }],
    ],
    ['chat', 'the last choice ended, usage never came', [...say, delta({}, 'stop')]],
    [
      'responses',
      'an error event',
      [begin, said, { type: 'error', code: 'server_error', message: 'x' }],
    ],
    [
      'responses',
      'failed without usage',
      [begin, said, end('failed', { ...response(0, 0), usage: null })],
    ],
    [
      'responses',
      'an error after a thought and a search',
      [
        begin,
        { type: 'response.reasoning_summary_text.delta', delta: 'Hm' },
        { type: 'response.web_search_call.completed', item_id: 'ws_1' },
        { type: 'error', code: 'rate_limit_exceeded', message: 'x', sequence_number: 9 },
      ],
    ],
    [
      'messages',
      'an error in the middle of a tool call',
      [
        start(),
        { type: 'content_block_start', content_block: { type: 'tool_use', name: 'a' } },
        block('input_json_delta', { partial_json: '{"a":' }),
        { type: 'error', error: { type: 'api_error', message: 'Internal server error' } },
      ],
    ],
    [
      'messages',
      'overloaded half-way',
      [start(), text, { type: 'error', error: { type: 'overloaded_error' } }],
    ],
    [
      'messages',
      'an early running total only',
      [
        start(),
        { type: 'message_delta', delta: { stop_reason: null }, usage: { output_tokens: 7 } },
      ],
    ],
  ])('%s: %s', (operation, _name, events) => {
    expect(streamed(operation, events).complete).toBe(false);
  });
});

describe('the usage of a body, exactly', () => {
  const whole = (operation: Operation, value: object): UsageReading => {
    const reader = bodyReader(operation);
    reader.push(Buffer.from(JSON.stringify(value)));
    return reader.end();
  };

  it('counts hosted searches of a response', () => {
    const value = response(900, 40, thought(8), [searched('search'), searched('find_in_page')]);
    expect(whole('responses', value).tokens).toEqual(
      tokensOf([900, 0, 0, 40], { reasoning: 8, webSearches: 1 }),
    );
  });

  it.each([
    ['one container of the usual size', ['c1', 'c1'], '1g', 1],
    ['two containers', ['c1', 'c2'], undefined, 2],
    ['one of sixteen gigabytes', ['c1'], '16g', 16],
  ])('counts %s, and does not take it for certain', (_name, ids, memory_limit, codeSessions) => {
    const items = ids.map((container_id) => ({ type: 'code_interpreter_call', container_id }));
    const container = { type: 'auto', ...(memory_limit && { memory_limit }) };
    const value = {
      ...response(900, 40, {}, items),
      tools: [{ type: 'code_interpreter', container }],
    };
    const exact = { tokens: tokensOf([900, 0, 0, 40], { codeSessions }), complete: true };
    expect(whole('responses', value)).toMatchObject({ ...exact, uncertain: 'container_sessions' });
    expect(streamed('responses', [end('completed', value)])).toMatchObject({
      ...exact,
      uncertain: 'container_sessions',
    });
  });

  it('counts no container that the caller opened itself', () => {
    const value = {
      ...response(900, 40, {}, [{ type: 'code_interpreter_call', container_id: 'cntr_1' }]),
      tools: [{ type: 'code_interpreter', container: 'cntr_1' }],
    };
    const reading = whole('responses', value);
    expect(reading.tokens).toEqual(tokensOf([900, 0, 0, 40]));
    expect(reading.uncertain).toBeUndefined();
  });

  it('counts what a message wrote to its caches', () => {
    const cache = { ephemeral_5m_input_tokens: 456, ephemeral_1h_input_tokens: 100 };
    const value = {
      usage: {
        input_tokens: 2048,
        cache_read_input_tokens: 1800,
        cache_creation_input_tokens: 556,
        cache_creation: cache,
        output_tokens: 503,
      },
    };
    expect(whole('messages', value).tokens).toEqual(
      tokensOf([4404, 1800, 556, 503], { cacheWrite1h: 100 }),
    );
  });
});

/** The counts are exact, and what they cost is not what the public list says. */
describe('an answer that was served faster, or slower, than the list is for', () => {
  const reading = (operation: Operation, value: object, stream: object[]) => {
    const reader = bodyReader(operation);
    reader.push(Buffer.from(JSON.stringify(value)));
    return [reader.end(), streamed(operation, stream)];
  };

  it.each<[Operation, string, string | undefined]>([
    ['chat', 'priority', 'service_tier'],
    ['chat', 'flex', 'service_tier'],
    ['chat', 'default', undefined],
    ['responses', 'priority', 'service_tier'],
    ['responses', 'default', undefined],
    ['messages', 'batch', 'service_tier'],
    ['messages', 'standard', undefined],
  ])('%s: %s', (operation, service_tier, uncertain) => {
    const chat = { ...usage(19, 10), service_tier };
    const answer = { ...response(36, 87), service_tier };
    const message = { usage: { input_tokens: 25, output_tokens: 15, service_tier } };
    const shapes = {
      chat: reading(operation, chat, [...say, chat]),
      responses: reading(operation, answer, [begin, end('completed', answer)]),
      messages: reading(operation, message, [start({ service_tier }), stop('end_turn', 15)]),
    };
    for (const each of shapes[operation as keyof typeof shapes]) {
      expect(each.complete).toBe(true);
      expect(each.uncertain).toBe(uncertain);
    }
  });

  it('messages: in fast mode', () => {
    const fast = [start({ speed: 'fast' }), stop('end_turn', 15)];
    expect(streamed('messages', fast).uncertain).toBe('service_tier');
  });
});
