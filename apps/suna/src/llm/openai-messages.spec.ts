import type { Message } from '@renum/contracts';
import { user } from '../testing/fixtures';
import { toOpenAiMessages, toOpenAiTools } from './openai-messages';
import { INTERRUPTED } from './pair-results';

const call = (callId: string, input: Record<string, unknown> = {}) => ({
  type: 'tool_call' as const,
  callId,
  name: 'list_files',
  input,
});
const result = (callId: string, output: string): Message => ({
  role: 'tool',
  content: [{ type: 'tool_result', callId, output, isError: false }],
});
const wire = (id: string, args = '{}') => ({
  id,
  type: 'function',
  function: { name: 'list_files', arguments: args },
});

const cases: [string, Message[], unknown[]][] = [
  ['plain text', [user('hi')], [{ role: 'user', content: 'hi' }]],
  [
    'several user parts as one text',
    [{ role: 'user', content: [...user('one').content, ...user('two').content] as never }],
    [{ role: 'user', content: 'one\n\ntwo' }],
  ],
  [
    'a call without text has null content, and its result follows',
    [{ role: 'assistant', content: [call('a', { path: '.' })] }, result('a', 'x')],
    [
      { role: 'assistant', content: null, tool_calls: [wire('a', '{"path":"."}')] },
      { role: 'tool', tool_call_id: 'a', content: 'x' },
    ],
  ],
  [
    'results that came in two messages, out of order',
    [
      { role: 'assistant', content: [{ type: 'text', text: 'two' }, call('a'), call('b')] },
      result('b', 'second'),
      result('a', 'first'),
    ],
    [
      { role: 'assistant', content: 'two', tool_calls: [wire('a'), wire('b')] },
      { role: 'tool', tool_call_id: 'a', content: 'first' },
      { role: 'tool', tool_call_id: 'b', content: 'second' },
    ],
  ],
  [
    'a result that is missing after a crash',
    [{ role: 'assistant', content: [call('a')] }, user('go on')],
    [
      { role: 'assistant', content: null, tool_calls: [wire('a')] },
      { role: 'tool', tool_call_id: 'a', content: INTERRUPTED },
      { role: 'user', content: 'go on' },
    ],
  ],
  [
    'a result without its call is left out',
    [user('hi'), result('gone', 'x')],
    [{ role: 'user', content: 'hi' }],
  ],
  [
    'an empty output is said to be one',
    [{ role: 'assistant', content: [call('a')] }, result('a', '')],
    [
      { role: 'assistant', content: null, tool_calls: [wire('a')] },
      { role: 'tool', tool_call_id: 'a', content: '(no output)' },
    ],
  ],
  [
    'own opaque parts go back, those of another dialect do not',
    [
      {
        role: 'assistant',
        content: [
          { type: 'opaque', dialect: 'openai', value: { reasoning_content: 'hm' } },
          { type: 'opaque', dialect: 'anthropic', value: { type: 'thinking' } },
          { type: 'text', text: 'yes' },
        ],
      },
    ],
    [{ role: 'assistant', content: 'yes', reasoning_content: 'hm' }],
  ],
];

it.each(cases)('%s', (_name, messages, expected) => {
  const [system, ...rest] = toOpenAiMessages({ system: 'be kind', messages });
  expect(system).toEqual({ role: 'system', content: 'be kind' });
  expect(rest).toEqual(expected);
});

it('leaves opaque parts out for a server that refuses them', () => {
  const messages: Message[] = [
    {
      role: 'assistant',
      content: [{ type: 'opaque', dialect: 'openai', value: { reasoning: 'hm' } }],
    },
  ];
  expect(toOpenAiMessages({ system: '', messages }, { opaque: false })[1]).toEqual({
    role: 'assistant',
    content: '',
  });
});

it('offers tools as functions', () => {
  const parameters = { type: 'object' };
  expect(toOpenAiTools([{ name: 'x', description: 'does x', parameters }])).toEqual([
    { type: 'function', function: { name: 'x', description: 'does x', parameters } },
  ]);
});
