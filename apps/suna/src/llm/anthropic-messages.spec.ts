import type { Message } from '@renum/contracts';
import { user } from '../testing/fixtures';
import { toAnthropicMessages, toAnthropicSystem, toAnthropicTools } from './anthropic-messages';
import { INTERRUPTED } from './pair-results';

const cached = { cache_control: { type: 'ephemeral' } };
const call = (callId: string) => ({
  type: 'tool_call' as const,
  callId,
  name: 'list_files',
  input: { path: '.' },
});
const use = (id: string) => ({ type: 'tool_use', id, name: 'list_files', input: { path: '.' } });
const result = (callId: string, output: string, isError = false): Message => ({
  role: 'tool',
  content: [{ type: 'tool_result', callId, output, isError }],
});

const cases: [string, Message[], unknown[]][] = [
  [
    'text, its end marked for the cache',
    [user('hi')],
    [{ role: 'user', content: [{ type: 'text', text: 'hi', ...cached }] }],
  ],
  [
    'results and the next user message in one turn',
    [{ role: 'assistant', content: [call('a')] }, result('a', 'x'), user('and now?')],
    [
      { role: 'assistant', content: [use('a')] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: 'x' },
          { type: 'text', text: 'and now?', ...cached },
        ],
      },
    ],
  ],
  [
    'an error result, and one that is missing',
    [{ role: 'assistant', content: [call('a'), call('b')] }, result('a', 'no', true)],
    [
      { role: 'assistant', content: [use('a'), use('b')] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: 'no', is_error: true },
          {
            type: 'tool_result',
            tool_use_id: 'b',
            content: INTERRUPTED,
            is_error: true,
            ...cached,
          },
        ],
      },
    ],
  ],
  [
    'thinking back in its place, word for word',
    [
      {
        role: 'assistant',
        content: [
          {
            type: 'opaque',
            dialect: 'anthropic',
            value: { type: 'thinking', thinking: 'hm', signature: 's1g' },
          },
          { type: 'opaque', dialect: 'openai', value: { reasoning: 'no' } },
          { type: 'text', text: 'yes' },
        ],
      },
      user('ok'),
    ],
    [
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 's1g' },
          { type: 'text', text: 'yes' },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: 'ok', ...cached }] },
    ],
  ],
  [
    'no empty texts, no empty outputs, which the API refuses',
    [{ role: 'assistant', content: [{ type: 'text', text: ' \n' }, call('a')] }, result('a', ' ')],
    [
      { role: 'assistant', content: [use('a')] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', ...cached }] },
    ],
  ],
  [
    'ids of another dialect in allowed characters',
    [{ role: 'assistant', content: [call('call:1.x')] }, result('call:1.x', 'x')],
    [
      { role: 'assistant', content: [use('call_1_x')] },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'call_1_x', content: 'x', ...cached }],
      },
    ],
  ],
  [
    'two user messages in a row as one turn',
    [user('one'), user('two')],
    [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'one' },
          { type: 'text', text: 'two', ...cached },
        ],
      },
    ],
  ],
];

it.each(cases)('%s', (_name, messages, expected) => {
  expect(toAnthropicMessages(messages)).toEqual(expected);
});

it('does not change the history it was given', () => {
  const messages = [user('hi')];
  toAnthropicMessages(messages);
  expect(messages).toEqual([user('hi')]);
});

it('sends system and tools in their places', () => {
  expect(toAnthropicSystem('be kind')).toEqual([{ type: 'text', text: 'be kind', ...cached }]);
  expect(toAnthropicSystem(' ')).toEqual([]);
  expect(
    toAnthropicTools([{ name: 'x', description: 'd', parameters: { properties: {} } }]),
  ).toEqual([{ name: 'x', description: 'd', input_schema: { type: 'object', properties: {} } }]);
});
