import { DEFAULT_OUTPUT_BOUND } from './estimate';
import { fieldValue, scanTopLevel } from './json-scan';
import { isFault, readLlmRequest, withModel, type LlmRequest } from './request';
import { UsageChunkFilter } from './usage-filter';
import type { LlmOperation } from './operations';

const read = (operation: LlmOperation, body: string): LlmRequest => {
  const result = readLlmRequest(operation, Buffer.from(body));
  if (isFault(result)) throw new Error(result);
  return result;
};

describe('requests', () => {
  it('asks for usage in a streamed chat, and changes nothing else', () => {
    const body = '{ "model":"m", "stream":true, "messages":[{"content":"{\\"model\\":1}"}] }';
    const { body: sent, usageAdded, stream, model } = read('chat', body);
    expect({ usageAdded, stream, model }).toEqual({ usageAdded: true, stream: true, model: 'm' });
    expect(sent.toString()).toBe(`{"stream_options":{"include_usage":true},${body.slice(1)}`);
  });

  it.each([
    ['{"stream_options":{"include_obfuscation":false},"model":"m","stream":true}', true],
    ['{"stream_options":{"include_usage":false},"model":"m","stream":true}', true],
    ['{"stream_options":null,"model":"m","stream":true}', true],
    ['{"stream_options":{"include_usage":true},"model":"m","stream":true}', false],
    ['{"model":"m","stream":false}', false],
    ['{"model":"m"}', false],
  ])('%s: added = %s', (body, usageAdded) => {
    const request = read('chat', body);
    expect(request.usageAdded).toBe(usageAdded);
    const sent = JSON.parse(request.body.toString()) as Record<string, unknown>;
    const before = JSON.parse(body) as Record<string, unknown>;
    const options = { ...(before.stream_options as object), include_usage: true };
    expect(sent).toEqual(usageAdded ? { ...before, stream_options: options } : before);
  });

  it.each([
    '{"model":"x/m","stream":true,"a":1}',
    '{ "a":{"model":"x/m"}, "model" : "x\\/m" ,"stream":true}',
    '{"stream_options":{},"model":"x/m","stream":true}',
    '{"model":"x/m","stream_options":null,"stream":true}',
    '{"stream_options":{"include_usage":true},"model":"x/m","stream":true}',
    '{"model":"x/m"}',
  ])('puts another name in the place of the model: %s', (body) => {
    const named = read('chat', body);
    const renamed = withModel(named, 'm "1" \u00e9');
    expect(renamed).toMatchObject({ model: 'm "1" \u00e9', usageAdded: named.usageAdded });
    const before = named.body.toString();
    const said = body.includes('\\/') ? '"x\\/m"' : '"x/m"';
    const at = before.lastIndexOf(said);
    const expected = before.slice(0, at) + '"m \\"1\\" \u00e9"' + before.slice(at + said.length);
    expect(renamed.body.toString()).toBe(expected);
    expect(withModel(renamed, 'x/m').body.toString()).toBe(before.replace('x\\/m', 'x/m'));
    expect(withModel(named, 'x/m')).toBe(named);
  });

  it('leaves the other dialects alone', () => {
    const body = '{"model":"m","stream":true}';
    for (const operation of ['responses', 'messages'] as const) {
      expect(read(operation, body).body.toString()).toBe(body);
    }
  });

  it.each<[LlmOperation, string, number]>([
    ['chat', '{"model":"m","max_tokens":100}', 100],
    ['chat', '{"model":"m","max_tokens":100,"max_completion_tokens":300}', 300],
    ['chat', '{"model":"m","max_tokens":100,"n":3}', 300],
    ['responses', '{"model":"m","max_output_tokens":50}', 50],
    ['messages', '{"model":"m","max_tokens":1}', 1],
    ['embeddings', '{"model":"m"}', 0],
    ['chat', '{"model":"m"}', DEFAULT_OUTPUT_BOUND],
    ['chat', '{"model":"m","max_tokens":-1}', DEFAULT_OUTPUT_BOUND],
  ])('bounds the output of %s %s', (operation, body, output) => {
    expect(read(operation, body).bounds.atMost.output).toBe(output);
  });

  it.each([
    ['', 'malformed'],
    ['[]', 'malformed'],
    ['{"model":"a"', 'malformed'],
    ['{"model":"a"} {}', 'malformed'],
    ['{"model":"a",}', 'malformed'],
    ['{"model":"a","model":"b"}', 'malformed'],
    ['{"model":"a","\\u006dodel":"b"}', 'malformed'],
    ['{"model":"a","Model":"b"}', 'malformed'],
    ['{"model":"a","max_token\u017f":1000}', 'malformed'],
    ['{"model":"a","\\model":"b"}', 'malformed'],
    ['{"messages":[]}', 'model_missing'],
    ['{"model":7}', 'model_missing'],
    ['{"model":""}', 'model_missing'],
    ['{"model":"a","models":["b"]}', 'other_models'],
    ['{"model":"a","preset":"b"}', 'other_models'],
  ])('%s is %s', (body, fault) => {
    expect(readLlmRequest('chat', Buffer.from(body))).toBe(fault);
  });

  it('refuses background responses, whose cost nobody would read', () => {
    const body = Buffer.from('{"model":"m","background":true}');
    expect(readLlmRequest('responses', body)).toBe('background');
  });
});

describe('the scan', () => {
  it('agrees with JSON.parse on whatever it finds', () => {
    const values: unknown[] = [
      1.5e-7,
      'a\\"b{[',
      true,
      null,
      [],
      {},
      [1, { a: ']' }],
      { b: { c: ['}', '"'] } },
      'é\n\u2028',
    ];
    for (const value of values) {
      for (const space of [undefined, 2]) {
        const text = JSON.stringify({ before: value, wanted: value, after: value }, null, space);
        const bytes = Buffer.from(text);
        const scan = scanTopLevel(bytes, new Set(['wanted']));
        expect(scan && fieldValue(bytes, scan, 'wanted')).toEqual(value);
      }
    }
  });

  it('skips a long prompt quickly', () => {
    const body = Buffer.from(
      JSON.stringify({ a: 'long "prompt" \\ '.repeat(1_000_000), model: 'm' }),
    );
    const startedAt = performance.now();
    const scan = scanTopLevel(body, new Set(['model']));
    expect(scan && fieldValue(body, scan, 'model')).toBe('m');
    // Reading it again for each piece would take minutes.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});

describe('the usage chunk that nobody asked for', () => {
  const events = [
    'data: {"choices":[{"delta":{"content":"a"}}],"usage":null}\n\n',
    ': comment\n\n',
    'data: {"choices": [], "usage": {"prompt_tokens": 1}}\n\n',
    'data: [DONE]\n\n',
  ];
  const expected = `${events[0] ?? ''}${events[1] ?? ''}${events[3] ?? ''}`;

  it.each(['\n', '\r\n'])('is hidden wherever the chunks break (%j)', (newline) => {
    const text = Buffer.from(events.join('').replaceAll('\n', newline));
    for (let at = 0; at < text.length; at += 1) {
      const filter = new UsageChunkFilter();
      const parts = [
        filter.push(text.subarray(0, at)),
        filter.push(text.subarray(at)),
        filter.end(),
      ];
      expect(Buffer.concat(parts).toString()).toBe(expected.replaceAll('\n', newline));
    }
  });
});
