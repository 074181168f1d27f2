import { GeneratedText } from './generated-text';

const FIELDS = ['"content"', '"arguments"'];

const read = (...events: string[]): GeneratedText => {
  const text = new GeneratedText(true);
  for (const event of events) text.take(event, FIELDS);
  return text;
};

describe('the text of a stream', () => {
  it.each([
    ['as it is', '{"delta":{"content":"Hello"}}', 'Hello'],
    ['with spaces, as some servers write JSON', '{"delta": {"content": "Hello"}}', 'Hello'],
    ['with quotes in it', JSON.stringify({ content: 'say "hi"' }), 'say "hi"'],
    ['ending in a backslash', JSON.stringify({ content: 'C:\\', role: 'x' }), 'C:\\'],
    ['with its escapes', JSON.stringify({ content: 'a\nb\u0001' }), 'a\nb\u0001'],
    ['of several fields', '[{"content":"a"},{"content":"b"},{"arguments":"{}"}]', 'ab{}'],
    ['beside a field without text', '{"content":null,"arguments":"x"}', 'x'],
    ['beside a value of that name', '{"type":"content","content":"x"}', 'x'],
    [
      'that speaks of such fields itself',
      JSON.stringify({ content: '{"content":"no"}' }),
      '{"content":"no"}',
    ],
  ])('is found %s', (_name, event, text) => {
    expect(read(event).sample()?.text).toBe(text);
  });

  it('is put together from its pieces', () => {
    const text = read('{"content":"Hel"}', '{"content":""}', '{"content":"lo €"}');
    expect(text.sample()?.text).toBe('Hello €');
    expect(text.size).toBe(7);
  });

  it('is only measured where it is not wanted', () => {
    const text = new GeneratedText(false);
    text.take('{"content":"Hello"}', FIELDS);
    expect(text.sample()).toBeUndefined();
    expect(text.size).toBe(5);
  });

  it('is kept to a bound, and measured beyond it', () => {
    const text = new GeneratedText(true);
    const event = JSON.stringify({ content: 'x'.repeat(1000) });
    for (let count = 0; count < 1000; count += 1) text.take(event, FIELDS);
    expect(text.size).toBe(1_000_000);
    expect(text.sample()?.share).toBeCloseTo(0.06, 1);
    expect(text.sample()?.text.length).toBeGreaterThan(60_000);
    expect(text.sample()?.text.length).toBeLessThanOrEqual(65_536);
  });
});
