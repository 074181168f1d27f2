import { FORMS } from '../spec/forms';
import { SecretMatcher } from './matcher';
import { MASK, Scrubber } from './scrubber';

const SECRET = 'sk-Tést/"9f+4a\\=81 b2&c3!d(4)*';
const KEY = 'tvly-dev-0123456789abcdefghijklmn';

const scrub = (matcher: SecretMatcher, chunks: Buffer[]): string => {
  const scrubber = new Scrubber(matcher);
  const parts = chunks.map((chunk) => scrubber.push(chunk));
  return Buffer.concat([...parts, scrubber.end()]).toString();
};

describe.each([SECRET, KEY])('scrubbing of %j', (secret) => {
  const matcher = new SecretMatcher(secret);

  it.each(FORMS)('masks %s, split at every byte', (_name, encode) => {
    const form = encode(secret);
    const text = Buffer.from(`{"before":"s","echo":"${form}","after":"sk-"}`);
    const whole = scrub(matcher, [text]);
    expect(whole).toContain(MASK);
    expect(whole).not.toContain(form.slice(4, -4));
    expect(whole.startsWith('{"before":"s","echo":')).toBe(true);
    expect(whole.endsWith(',"after":"sk-"}')).toBe(true);
    for (let at = 1; at < text.length; at += 1) {
      expect(scrub(matcher, [text.subarray(0, at), text.subarray(at)])).toBe(whole);
    }
    expect(
      scrub(
        matcher,
        [...text].map((byte) => Buffer.of(byte)),
      ),
    ).toBe(whole);
  });

  it('leaves everything else as it was, and holds nothing back without need', () => {
    const scrubber = new Scrubber(matcher);
    const chunk = Buffer.from('data: {"choices":[{"delta":{"content":"hello"}}]}\n\n');
    expect(scrubber.push(chunk)).toEqual(chunk);
    expect(scrubber.end()).toHaveLength(0);
    expect(scrubber.hits).toBe(0);
  });

  it('masks several in a row, and in headers', () => {
    const scrubber = new Scrubber(matcher);
    expect(scrubber.push(Buffer.from(`${secret}${secret}.`)).toString()).toBe(`${MASK}${MASK}.`);
    const flat = ['x-echo', Buffer.from(`a ${secret} b`).toString('latin1'), 'x-other', 'fine'];
    expect(scrubber.headers(flat)).toEqual(['x-echo', `a ${MASK} b`, 'x-other', 'fine']);
    expect(scrubber.hits).toBe(3);
  });
});

describe('scrubbing at random', () => {
  it('finds the secret wherever it lies in random bytes', () => {
    const matcher = new SecretMatcher(KEY);
    let seed = 42;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let round = 0; round < 300; round += 1) {
      // The key's own characters, so that false beginnings are frequent.
      const noise = Buffer.from(
        Array.from({ length: 200 + random(300) }, () => KEY.charCodeAt(random(KEY.length))),
      );
      const at = random(noise.length);
      const text = Buffer.concat([noise.subarray(0, at), Buffer.from(KEY), noise.subarray(at)]);
      const chunks: Buffer[] = [];
      for (let from = 0; from < text.length;) {
        const size = 1 + random(60);
        chunks.push(text.subarray(from, from + size));
        from += size;
      }
      const expected = Buffer.concat([
        noise.subarray(0, at),
        Buffer.from(MASK),
        noise.subarray(at),
      ]);
      expect(scrub(matcher, chunks)).toBe(expected.toString());
    }
  });

  it('leaves text alone when the secret is too short to be told from it', () => {
    expect(scrub(new SecretMatcher('ollama'), [Buffer.from('ollama is a server')])).toBe(
      'ollama is a server',
    );
  });
});
