import { FieldReader } from './field-reader';
import { fieldValue, scanTopLevel } from './json-scan';
import { TopLevelStream } from './top-level-stream';

const WANTED = new Set(['usage', 'mod"el', 'x']);

const whole = (text: string): unknown => {
  const body = Buffer.from(text);
  const scan = scanTopLevel(body, WANTED);
  if (!scan) return undefined;
  return Object.fromEntries(
    [...scan.fields.keys()].map((name) => [name, fieldValue(body, scan, name)]),
  );
};

const inPieces = (chunks: Buffer[]): unknown => {
  const stream = new TopLevelStream(WANTED, 1024);
  for (const chunk of chunks) stream.push(chunk);
  const found = stream.end();
  return (
    found && Object.fromEntries([...found].map(([name, raw]) => [name, JSON.parse(raw.toString())]))
  );
};

const BODIES = [
  '{}',
  ' { } ',
  '{"usage":{"a":[1,"}",{"b":"\\"]"}]},"y":"usage"}',
  '{"us\\u0061ge" : 12 , "mod\\"el":"a\\\\"}',
  '{"nested":{"usage":1,"x":[{"usage":2}]},"usage":null}',
  '{"text":"\\\\\\"usage\\":3","x":-1.5e3}\n',
  '{"x":true,"y":[[],[[]],{}],"usage":"\\u00e9é"}',
  // Not one object, or one that two readers would read differently
  '{"usage":1,"usage":2}',
  '{"usage":1,"us\\u0061ge":2}',
  '[{"usage":1}]',
  '{"usage":1} {}',
  '{"usage":1',
  '{"usage":}',
  '{"usage" 1}',
  '{usage:1}',
  '{"a":1,,"usage":1}',
  '"usage"',
  '',
];

describe('fields of a body in pieces', () => {
  it.each(BODIES)('%s is read as if it were whole, split at every byte', (text) => {
    const body = Buffer.from(text);
    const expected = whole(text);
    for (let at = 0; at <= body.length; at += 1)
      expect(inPieces([body.subarray(0, at), body.subarray(at)])).toEqual(expected);
    expect(inPieces([...body].map((byte) => Buffer.of(byte)))).toEqual(expected);
  });

  it('is the same for a small body and a large one', () => {
    for (const filler of ['', 'x'.repeat(1_000_000)]) {
      const reader = new FieldReader(WANTED);
      const text = JSON.stringify({ filler, usage: { total: 7 }, x: [1, 2] });
      for (let at = 0; at < text.length; at += 1000)
        reader.push(Buffer.from(text.slice(at, at + 1000)));
      expect(reader.end()).toEqual({ usage: { total: 7 }, x: [1, 2] });
      expect(reader.bytes).toBe(text.length);
    }
  });

  it('lets a wanted field go that is too large', () => {
    const reader = new FieldReader(WANTED, 1000);
    reader.push(Buffer.from(JSON.stringify({ x: 'y'.repeat(100_000), usage: 1 })));
    expect(reader.end()).toEqual({ usage: 1 });
  });
});
