import { PREVIEW_BYTES, previewOf, printable, shownPath } from './preview';
import { requestHash } from './request-hash';

describe('what a person is shown', () => {
  it('is the whole of a short body', () => {
    expect(previewOf(Buffer.from('{"title":"Grüße 🙂"}\n\tx'))).toBe('{"title":"Grüße 🙂"}\n\tx');
    expect(previewOf(Buffer.alloc(0))).toBe('');
  });

  it.each([0, 1, 2, 3])('is cut between two characters, %i bytes before the bound', (before) => {
    const text = 'a'.repeat(PREVIEW_BYTES - before) + '🙂'.repeat(1_000);
    const shown = previewOf(Buffer.from(text));
    const [kept = '', note] = shown.split('\n');
    expect(text.startsWith(kept)).toBe(true);
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(PREVIEW_BYTES);
    expect(note).toBe(`… and ${Buffer.byteLength(text) - Buffer.byteLength(kept)} bytes more`);
    expect(shown).not.toContain('\ufffd');
  });

  it('does not look other than it is', () => {
    const tricks = '\u001b[2Ja\u202egnp.exe\u200b\u2066\u0085\r\u{e0041}\ufeff';
    expect(printable(tricks)).toBe('\ufffd[2Ja\ufffdgnp.exe\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd');
    expect(shownPath('/a?b=\u202ec')).toBe('/a?b=\ufffdc');
  });

  it('is text that PostgreSQL takes, whatever came', () => {
    expect(previewOf(Buffer.from([0xff, 0xfe, 0x41]))).toBe('\ufffd\ufffdA');
    expect(previewOf(Buffer.from([0x50, 0x4b, 0, 1]))).toBe('(4 bytes that are not text)');
  });
});

describe('the hash of a request', () => {
  const request = {
    provider: 'github',
    operation: 'issues.create',
    method: 'POST',
    target: '/repos/a/b/issues?x=1',
    body: Buffer.from('{"title":"x"}'),
  };
  it.each([
    ['provider', { provider: 'gitlab' }],
    ['connection', { connectionId: 'c' }],
    ['operation', { operation: 'issues.update' }],
    ['method', { method: 'PUT' }],
    ['path', { target: '/repos/a/c/issues?x=1' }],
    ['query', { target: '/repos/a/b/issues?x=2' }],
    ['body', { body: Buffer.from('{"title":"y"}') }],
  ])('is another for another %s', (_what, change) => {
    expect(requestHash({ ...request, ...change })).not.toEqual(requestHash(request));
    expect(requestHash({ ...request })).toEqual(requestHash(request));
  });
});
