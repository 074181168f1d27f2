import type { Message } from '@renum/contracts';
import { pairResults, INTERRUPTED } from '../llm/pair-results';
import { user } from '../testing/fixtures';
import { compact } from './compact';
import { ContextWindow } from './context-window';
import { estimateMessages, estimateText } from './estimate';
import { windowOf } from './windows';

const step = (id: number, output: string): Message[] => [
  {
    role: 'assistant',
    content: [
      { type: 'text', text: `step ${id}` },
      { type: 'tool_call', callId: `c${id}`, name: 'read_file', input: { file_path: 'x' } },
    ],
  },
  {
    role: 'tool',
    content: [{ type: 'tool_result', callId: `c${id}`, output, isError: false }],
  },
];
const conversation = (steps: number, output: string): Message[] => [
  user('the task'),
  ...Array.from({ length: steps }, (_, id) => step(id, output)).flat(),
];

it('leaves a conversation that fits as it is', () => {
  const messages = conversation(3, 'short');
  expect(compact(messages, 10_000)).toEqual({ messages, dropped: 0 });
});

it('shortens old results first and keeps the newest whole', () => {
  const messages = conversation(10, 'x'.repeat(8_000));
  const { messages: short, dropped } = compact(messages, 10_000);
  expect(short).toHaveLength(messages.length);
  expect(estimateMessages(short)).toBeLessThanOrEqual(10_000);
  expect(short.slice(-6)).toEqual(messages.slice(-6));
  expect(dropped).toBeGreaterThan(0);
});

it('then drops old turns, but never the task, nor a call without its result', () => {
  const messages = conversation(200, 'x'.repeat(300));
  const { messages: short } = compact(messages, 3_000);
  expect(estimateMessages(short)).toBeLessThanOrEqual(3_000);
  expect(JSON.stringify(short[0])).toContain('the task');
  expect(JSON.stringify(short[0])).toContain('left out');
  expect(JSON.stringify(pairResults(short))).not.toContain(INTERRUPTED);
  expect(pairResults(short)).toHaveLength(short.length);
  expect(short.at(-1)).toEqual(messages.at(-1));
});

it('keeps what the person said last', () => {
  const messages = [
    ...conversation(50, 'x'.repeat(300)),
    user('now do this instead'),
    ...conversation(50, 'y'.repeat(300)).slice(1),
  ];
  expect(JSON.stringify(compact(messages, 2_000).messages)).toContain('now do this instead');
});

it('shortens even the newest results when nothing else is left', () => {
  const messages = conversation(2, 'x'.repeat(400_000));
  const { messages: short } = compact(messages, 20_000);
  expect(estimateMessages(short)).toBeLessThan(25_000);
});

it('marks dropped turns once', () => {
  const once = compact(conversation(200, 'x'.repeat(300)), 5_000).messages;
  const twice = compact(once, 2_000).messages;
  expect(JSON.stringify(twice).match(/left out here/g)).toHaveLength(1);
});

it('counts characters of other scripts as tokens', () => {
  expect(estimateText('a'.repeat(400))).toBe(100);
  expect(estimateText('행'.repeat(400))).toBe(400);
});

it.each([
  ['gpt-4.1-mini', 1_000_000],
  ['openai/o3-mini', 200_000],
  ['claude-sonnet-5', 200_000],
  ['llama3.2:3b', 128_000],
])('%s has a window of %d', (model, tokens) => {
  expect(windowOf(model)).toBe(tokens);
});

describe('ContextWindow', () => {
  const reserved = { prompt: 500, output: 1_000 };

  it('compacts before the window is full', () => {
    const window = new ContextWindow(20_000, reserved);
    expect(window.fit(conversation(3, 'x'.repeat(4_000)))).toBeUndefined();
    const messages = conversation(18, 'x'.repeat(4_000));
    const fitted = window.fit(messages);
    expect(fitted?.dropped).toBeGreaterThan(0);
    expect(estimateMessages(fitted!.messages)).toBeLessThan(12_000);
  });

  it('learns from the count of the provider', () => {
    const window = new ContextWindow(20_000, reserved);
    const messages = conversation(10, 'x'.repeat(4_000));
    expect(window.fit(messages)).toBeUndefined();
    window.learn(messages, 2 * (estimateMessages(messages) + reserved.prompt));
    expect(window.fit(messages)?.dropped).toBeGreaterThan(0);
  });

  it('believes a provider that says it was too long', () => {
    const window = new ContextWindow(1_000_000, reserved);
    const messages = conversation(10, 'x'.repeat(4_000));
    window.shrink(messages);
    expect(window.fit(messages)?.dropped).toBeGreaterThan(0);
  });
});
