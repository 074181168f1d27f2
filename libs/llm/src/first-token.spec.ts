import { bodyReader, streamReader } from './reader';

type Operation = Parameters<typeof streamReader>[0];

const chat = (delta: object): object => ({ choices: [{ index: 0, delta }] });
const block = (delta: object): object => ({ type: 'content_block_delta', index: 0, delta });

/** What comes before a model has said anything, and what it may begin with. */
const CASES: [Operation, string, object[], object][] = [
  ['chat', 'text', [chat({ role: 'assistant', content: '' })], chat({ content: 'H' })],
  ['chat', 'a thought', [chat({ role: 'assistant' })], chat({ reasoning_content: 'Hm' })],
  [
    'chat',
    'a tool call',
    [chat({ role: 'assistant', content: null, tool_calls: null })],
    chat({ tool_calls: [{ index: 0, id: 'call_1', function: { name: 'a', arguments: '' } }] }),
  ],
  ['chat', 'a refusal', [chat({ role: 'assistant', refusal: null })], chat({ refusal: 'No' })],
  [
    'responses',
    'text',
    [
      { type: 'response.created', response: { model: 'gpt-5', instructions: 'Say "delta":"x"' } },
      { type: 'response.output_item.added', item: { type: 'message', content: [] } },
    ],
    { type: 'response.output_text.delta', delta: 'H' },
  ],
  [
    'responses',
    'the summary of a thought',
    [{ type: 'response.output_item.added', item: { type: 'reasoning', summary: [] } }],
    { type: 'response.reasoning_summary_text.delta', delta: 'H' },
  ],
  [
    'messages',
    'text',
    [
      { type: 'message_start', message: { model: 'claude', usage: { input_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'ping' },
    ],
    block({ type: 'text_delta', text: 'H' }),
  ],
  [
    'messages',
    'a thought',
    [{ type: 'content_block_start', content_block: { type: 'thinking', thinking: '' } }],
    block({ type: 'thinking_delta', thinking: 'H' }),
  ],
  [
    'messages',
    'a tool call',
    [{ type: 'message_start', message: { model: 'claude' } }],
    { type: 'content_block_start', content_block: { type: 'tool_use', name: 'a', input: {} } },
  ],
];

const line = (event: object): Buffer => {
  const type = Reflect.get(event, 'type') as unknown;
  const name = typeof type === 'string' ? `event: ${type}\n` : '';
  return Buffer.from(`${name}data: ${JSON.stringify(event)}\n\n`);
};

describe('the first token', () => {
  it.each(CASES)('of %s: %s', (operation, _name, silent, telling) => {
    const quiet = streamReader(operation);
    for (const event of silent) quiet.push(line(event));
    expect(quiet.end().firstTokenAt).toBeUndefined();

    const reader = streamReader(operation);
    for (const event of silent) reader.push(line(event));
    const before = performance.now();
    reader.push(line(telling));
    const after = performance.now();
    reader.push(line(telling));
    const { firstTokenAt } = reader.end();
    expect(firstTokenAt).toBeGreaterThanOrEqual(before);
    expect(firstTokenAt).toBeLessThanOrEqual(after);
  });

  it('is not told of an answer that comes in one piece', () => {
    const reader = bodyReader('chat');
    reader.push(Buffer.from(JSON.stringify({ choices: [{ message: { content: 'Hello' } }] })));
    expect(reader.end().firstTokenAt).toBeUndefined();
  });
});
