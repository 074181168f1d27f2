import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { scrubbed } from './logging.module';
import { MASK, scrubReport, SecretScrubber, secretScrubber } from './secret-scrubber';

const secret = 'Tv"9\\ly/+key?of=the tenant&7f3a9c';
const spelledOut: [string, string][] = [
  ['plain', secret],
  ['in JSON', JSON.stringify({ error: `refused ${secret} here` })],
  ['in JSON in JSON', JSON.stringify({ body: JSON.stringify({ key: secret }) })],
  ['as a URL component', `https://x.test/?k=${encodeURIComponent(secret)}`],
  ['as a form', new URLSearchParams({ k: 'a', v: encodeURIComponent('x') }).toString() + secret],
  ['in hex', Buffer.from(secret).toString('hex')],
  ['in upper-case hex', Buffer.from(secret).toString('hex').toUpperCase()],
  ['reversed', [...secret].toReversed().join('')],
];

describe('SecretScrubber', () => {
  it.each(spelledOut)('masks a secret %s', (_, text) => {
    const scrubber = new SecretScrubber();
    scrubber.add(secret);
    const out = scrubber.scrub(text);
    expect(out).toContain(MASK);
    expect(out).not.toContain(text);
  });

  it('masks base64 at each of its alignments, also inside other data', () => {
    const scrubber = new SecretScrubber();
    const value = randomBytes(24).toString('base64');
    scrubber.add(value);
    for (const before of ['', 'a', 'ab', 'abc']) {
      for (const encoding of ['base64', 'base64url'] as const) {
        const text = Buffer.from(`${before}${value}tail`).toString(encoding);
        const kept = scrubber.scrub(text).replaceAll(MASK, '');
        // At most the characters that it shares with its neighbours are left.
        expect(Buffer.from(kept, encoding).length).toBeLessThanOrEqual(before.length + 8);
      }
    }
  });

  it('finds each of many secrets, adjacent and repeated, and leaves the rest alone', () => {
    const scrubber = new SecretScrubber();
    const secrets = Array.from({ length: 500 }, () => randomBytes(20).toString('hex'));
    for (const value of secrets) scrubber.add(value);
    const text = secrets.map((value, index) => `${index}:${value}${value}`).join(' ');
    const wanted = secrets.map((_, index) => `${index}:${MASK}${MASK}`).join(' ');
    expect(scrubber.scrub(text)).toBe(wanted);
    expect(scrubber.scrub('nothing to see here')).toBe('nothing to see here');
  });

  it('forgets a secret when the last holder lets it go', () => {
    const scrubber = new SecretScrubber();
    const first = scrubber.add(secret);
    const second = scrubber.add(secret);
    first();
    first();
    expect(scrubber.scrub(secret)).toBe(MASK);
    second();
    expect(scrubber.scrub(secret)).toBe(secret);
  });

  it.each([
    ['Authorization: Bearer abcdef0123456789', 'abcdef0123456789'],
    ['{"x-api-key":"abcdef0123456789"}', 'abcdef0123456789'],
    ['{"headers":{"cookie":"refresh=abc; other=def"}}', 'refresh=abc'],
    ['key sk-proj-0123456789abcdefghij was refused', 'sk-proj-0123456789abcdefghij'],
    ['eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxMjM0NSJ9.c2lnbmF0dXJlLXZhbHVl', 'c2lnbmF0dXJl'],
  ])('masks what looks like a secret: %s', (text, part) => {
    expect(new SecretScrubber().scrub(text)).not.toContain(part);
  });
});

describe('the log', () => {
  it('carries no secret in message, fields, nested errors or stacks', () => {
    let out = '';
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        out += chunk.toString();
        done();
      },
    });
    const log = pino({}, scrubbed(sink));
    const release = secretScrubber.add(secret);
    const error = new Error(`upstream said: ${secret}`, { cause: new Error(secret) });
    log.error({ err: error, deep: { list: [secret, { secret }] } }, `failed with ${secret}`);
    log.info(`${Buffer.from(secret).toString('base64')}`);
    release();
    const lines = out.trim().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      const text = JSON.stringify(JSON.parse(line));
      expect(text).toContain(MASK);
      for (const [, spelling] of spelledOut) expect(text).not.toContain(spelling);
      expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
  });
});

describe('an error report', () => {
  it('carries no secret in any of its texts', () => {
    const release = secretScrubber.add(secret);
    const report = { message: `no ${secret}`, frames: [{ vars: { key: secret, line: 7 } }] };
    expect(scrubReport(report)).toEqual({
      message: `no ${MASK}`,
      frames: [{ vars: { key: MASK, line: 7 } }],
    });
    release();
  });
});
