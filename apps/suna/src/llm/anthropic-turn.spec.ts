import type Anthropic from '@anthropic-ai/sdk';
import { AnthropicTurn } from './anthropic-turn';
import { CallIds } from './call-ids';

type Event = Anthropic.RawMessageStreamEvent;

const start = {
  type: 'message_start',
  message: { usage: { input_tokens: 3, cache_read_input_tokens: 40, output_tokens: 1 } },
} as unknown as Event;
const open = (index: number, content_block: Record<string, unknown>) =>
  ({ type: 'content_block_start', index, content_block }) as unknown as Event;
const delta = (index: number, value: Record<string, unknown>) =>
  ({ type: 'content_block_delta', index, delta: value }) as unknown as Event;
const close = (index: number) => ({ type: 'content_block_stop', index }) as Event;
const end = (stop_reason: string) =>
  ({ type: 'message_delta', delta: { stop_reason }, usage: {} }) as unknown as Event;

const read = (events: Event[]) => {
  const said = { text: '', thinking: '' };
  const turn = new AnthropicTurn(new CallIds([]), {
    text: (text) => (said.text += text),
    thinking: (text) => (said.thinking += text),
    calling: () => undefined,
  });
  for (const event of events) turn.add(event);
  return { ...said, turn: turn.finish() };
};

it('keeps thinking with its signature, text and calls in order', () => {
  const { text, thinking, turn } = read([
    start,
    { type: 'ping' } as unknown as Event,
    open(0, { type: 'thinking', thinking: '', signature: '' }),
    delta(0, { type: 'thinking_delta', thinking: 'let me see' }),
    delta(0, { type: 'signature_delta', signature: 's1g' }),
    close(0),
    open(1, { type: 'redacted_thinking', data: 'xyz' }),
    open(2, { type: 'text', text: '' }),
    delta(2, { type: 'text_delta', text: 'I will ' }),
    delta(2, { type: 'text_delta', text: 'look.' }),
    open(3, { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }),
    delta(3, { type: 'input_json_delta', partial_json: '{"x"' }),
    delta(3, { type: 'input_json_delta', partial_json: ':1}' }),
    close(3),
    end('tool_use'),
  ]);
  expect(text).toBe('I will look.');
  expect(thinking).toBe('let me see');
  expect(turn.inputTokens).toBe(43);
  expect(turn.message.content).toEqual([
    {
      type: 'opaque',
      dialect: 'anthropic',
      value: { type: 'thinking', thinking: 'let me see', signature: 's1g' },
    },
    { type: 'opaque', dialect: 'anthropic', value: { type: 'redacted_thinking', data: 'xyz' } },
    { type: 'text', text: 'I will look.' },
    { type: 'tool_call', callId: 'toolu_1', name: 'f', input: { x: 1 } },
  ]);
});

it('takes an input that is given whole at the start', () => {
  const block = { type: 'tool_use', id: 'a', name: 'f', input: { x: 1 } };
  expect(read([start, open(0, block), end('tool_use')]).turn.calls[0]?.input).toEqual({ x: 1 });
});

it.each([
  ['end_turn', 'end'],
  ['max_tokens', 'length'],
  ['refusal', 'refused'],
])('%s is %s', (reason, stop) => {
  expect(read([start, open(0, { type: 'text', text: 'x' }), end(reason)]).turn.stop).toBe(stop);
});

it('says that a call was cut off', () => {
  const { turn } = read([
    start,
    open(0, { type: 'tool_use', id: 'a', name: 'f', input: {} }),
    delta(0, { type: 'input_json_delta', partial_json: '{"file_contents":"lo' }),
    end('max_tokens'),
  ]);
  expect(turn.calls[0]?.problem).toContain('cut off');
});

it('passes over what later versions of the API may add', () => {
  const { turn } = read([
    start,
    { type: 'something_new' } as unknown as Event,
    open(0, { type: 'new_block' }),
    delta(0, { type: 'new_delta' }),
    delta(9, { type: 'text_delta', text: 'of no block' }),
    open(1, { type: 'text', text: 'fine' }),
    end('end_turn'),
  ]);
  expect(turn.message.content).toEqual([{ type: 'text', text: 'fine' }]);
});

it('takes a stream that broke off for an interruption', () => {
  expect(() => read([start, open(0, { type: 'text', text: 'half' })])).toThrow(
    expect.objectContaining({ kind: 'interrupted' }),
  );
});
