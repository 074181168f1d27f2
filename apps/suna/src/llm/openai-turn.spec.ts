import type OpenAI from 'openai';
import { CallIds } from './call-ids';
import type { ModelTurn } from './model';
import { OpenAiTurn } from './openai-turn';

type Delta = Record<string, unknown>;

const chunk = (delta: Delta | undefined, finish: string | null = null) =>
  ({
    choices: [{ index: 0, delta, finish_reason: finish }],
  }) as unknown as OpenAI.ChatCompletionChunk;

const read = (chunks: OpenAI.ChatCompletionChunk[], seen: string[] = []) => {
  const said = { text: '', thinking: '' };
  const ids = new CallIds([]);
  for (const id of seen) ids.next(id);
  const turn = new OpenAiTurn(ids, {
    text: (delta) => (said.text += delta),
    thinking: (delta) => (said.thinking += delta),
    calling: () => undefined,
  });
  for (const each of chunks) turn.add(each);
  return { ...said, turn: turn.finish() };
};
const callsOf = ({ calls }: ModelTurn) => calls.map(({ name, input }) => [name, input]);
const part = (call: Delta) => chunk({ tool_calls: [call] });

it('joins text, reads the usage of a chunk without choices', () => {
  const { text, turn } = read([
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: 'Hel' }),
    chunk({ content: 'lo' }),
    chunk({}, 'stop'),
    { choices: [], usage: { prompt_tokens: 12 } } as unknown as OpenAI.ChatCompletionChunk,
  ]);
  expect(text).toBe('Hello');
  expect(turn).toEqual({
    message: { role: 'assistant', content: [{ type: 'text', text: 'Hello' }] },
    calls: [],
    stop: 'end',
    inputTokens: 12,
  });
});

const liberal: [string, OpenAI.ChatCompletionChunk[], unknown[]][] = [
  [
    'arguments split anywhere',
    [
      part({ index: 0, id: 'a', function: { name: 'f', arguments: '{"x"' } }),
      part({ index: 0, function: { arguments: ':"\\u00' } }),
      part({ index: 0, function: { arguments: 'e9"}' } }),
    ],
    [['f', { x: 'é' }]],
  ],
  [
    'two calls whose fragments interleave',
    [
      part({ index: 0, id: 'a', function: { name: 'f', arguments: '' } }),
      part({ index: 1, id: 'b', function: { name: 'g', arguments: '{"y":' } }),
      part({ index: 0, function: { arguments: '{"x":1}' } }),
      part({ index: 1, function: { arguments: '2}' } }),
    ],
    [
      ['f', { x: 1 }],
      ['g', { y: 2 }],
    ],
  ],
  [
    'every call numbered 0, told apart by id',
    [
      part({ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":1}' } }),
      part({ index: 0, id: 'b', function: { name: 'f', arguments: '{"x":2}' } }),
    ],
    [
      ['f', { x: 1 }],
      ['f', { x: 2 }],
    ],
  ],
  [
    'no index at all',
    [
      part({ id: 'a', function: { name: 'f', arguments: '{"x":' } }),
      part({ function: { arguments: '1}' } }),
    ],
    [['f', { x: 1 }]],
  ],
  [
    'the name repeated in every fragment',
    [
      part({ index: 0, id: 'a', function: { name: 'f', arguments: '{' } }),
      part({ index: 0, id: 'a', function: { name: 'f', arguments: '}' } }),
    ],
    [['f', {}]],
  ],
  [
    'arguments as an object, not as text',
    [part({ index: 0, id: 'a', function: { name: 'f', arguments: { x: 1 } } })],
    [['f', { x: 1 }]],
  ],
  [
    'arguments encoded twice',
    [part({ index: 0, id: 'a', function: { name: 'f', arguments: '"{\\"x\\":1}"' } })],
    [['f', { x: 1 }]],
  ],
  ['no arguments', [part({ index: 0, id: 'a', function: { name: 'f' } })], [['f', {}]]],
];

it.each(liberal)('takes %s', (_name, chunks, expected) => {
  // `stop` although there are calls: several servers say so.
  expect(callsOf(read([...chunks, chunk({}, 'stop')]).turn)).toEqual(expected);
  // And some never say why they stopped.
  expect(callsOf(read(chunks).turn)).toEqual(expected);
});

it('makes ids where they are missing or were used before', () => {
  const calls = [
    part({ index: 0, function: { name: 'f', arguments: '{}' } }),
    part({ index: 1, id: 'call_0', function: { name: 'g', arguments: '{}' } }),
    part({ index: 2, id: 'fresh', function: { name: 'h', arguments: '{}' } }),
  ];
  const { turn } = read(calls, ['call_0']);
  const ids = turn.calls.map(({ callId }) => callId);
  expect(new Set([...ids, 'call_0']).size).toBe(4);
  expect(ids[2]).toBe('fresh');
  expect(turn.message.content.map((each) => 'callId' in each && each.callId)).toEqual(ids);
});

it.each([
  ['{"x": 1', 'stop', 'not valid JSON'],
  ['[1]', 'stop', 'must be a JSON object, not an array'],
  ['{"x": "long', 'length', 'cut off at the output token limit'],
])('says what is wrong with %s', (raw, finish, problem) => {
  const { turn } = read([
    part({ index: 0, id: 'a', function: { name: 'f', arguments: raw } }),
    chunk({}, finish),
  ]);
  expect(turn.calls[0]).toMatchObject({
    input: { unparsed_arguments: raw },
    problem: expect.stringContaining(problem) as string,
  });
});

it.each(['reasoning_content', 'reasoning'])('streams %s as thinking and keeps it', (field) => {
  const { thinking, turn } = read([
    chunk({ [field]: 'let me ' }),
    chunk({ [field]: 'see' }),
    chunk({ content: 'Yes' }, 'stop'),
  ]);
  expect(thinking).toBe('let me see');
  expect(turn.message.content[0]).toEqual({
    type: 'opaque',
    dialect: 'openai',
    value: { [field]: 'let me see' },
  });
});

it('says that a filter refused', () => {
  expect(read([chunk({ content: 'I' }), chunk({}, 'content_filter')]).turn.stop).toBe('refused');
});

it('takes an answer that ended before it began for an interruption', () => {
  expect(() => read([])).toThrow(expect.objectContaining({ kind: 'interrupted' }));
});
