import type { Message } from '@renum/contracts';
import { buildHistory, INTERRUPTED, isAnswered } from './history';

const user = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });
const says = (text: string): Message => ({ role: 'assistant', content: [{ type: 'text', text }] });
const calls = (...ids: string[]): Message => ({
  role: 'assistant',
  content: ids.map((callId) => ({ type: 'tool_call', callId, name: 'read_file', input: {} })),
});
const results = (...ids: string[]): Message => ({
  role: 'tool',
  content: ids.map((callId) => ({
    type: 'tool_result',
    callId,
    output: `of ${callId}`,
    isError: false,
  })),
});
const outputs = (message: Message | undefined) =>
  message?.role === 'tool' ? message.content.map(({ callId, output }) => [callId, output]) : [];

describe('history for a claim', () => {
  it('leaves a whole conversation as it is', () => {
    const whole = [user('a'), calls('1', '2'), results('1', '2'), says('b'), user('c')];
    expect(buildHistory(whole)).toEqual(whole);
  });

  it('gives an open call at the end an honest result', () => {
    const history = buildHistory([user('a'), calls('1', '2'), results('2')]);
    expect(outputs(history.at(-1))).toEqual([
      ['1', INTERRUPTED],
      ['2', 'of 2'],
    ]);
  });

  it('does so in the middle too, before the next user message', () => {
    const history = buildHistory([user('a'), calls('1'), user('b')]);
    expect(history.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'user']);
  });

  it('joins results that came in two messages, as an answer to an ask does', () => {
    const history = buildHistory([user('a'), calls('1', 'ask'), results('1'), results('ask')]);
    expect(history).toHaveLength(3);
    expect(outputs(history[2])).toEqual([
      ['1', 'of 1'],
      ['ask', 'of ask'],
    ]);
  });

  it('lets the first result of a call stand and drops results of no call', () => {
    const twice: Message = {
      role: 'tool',
      content: [{ type: 'tool_result', callId: '1', output: 'other', isError: false }],
    };
    const history = buildHistory([user('a'), calls('1'), results('1', '9'), twice, results('8')]);
    expect(history).toHaveLength(3);
    expect(outputs(history[2])).toEqual([['1', 'of 1']]);
  });

  it('drops an answer that broke off before its first word', () => {
    const opaque: Message = {
      role: 'assistant',
      content: [{ type: 'opaque', dialect: 'anthropic', value: {} }],
    };
    expect(buildHistory([user('a'), opaque])).toEqual([user('a')]);
  });

  it('knows when nothing is left to do', () => {
    expect(isAnswered(buildHistory([user('a'), says('b')]))).toBe(true);
    expect(isAnswered(buildHistory([user('a'), says('b'), user('c')]))).toBe(false);
    expect(isAnswered(buildHistory([user('a'), calls('1')]))).toBe(false);
    expect(isAnswered([])).toBe(false);
  });
});
