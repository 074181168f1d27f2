import { checkedBaseUrl, checkedSecret, checkedWord, hintOf } from './secret-rules';

describe('secrets', () => {
  it('are trimmed', () => {
    expect(checkedSecret('  sk-abc\n')).toBe('sk-abc');
  });

  it.each([
    ['empty', ' \n '],
    ['too long', 'x'.repeat(8193)],
    ['too long in bytes', 'é'.repeat(4097)],
    ['of two lines', 'sk-abc\r\nx-evil: 1'],
    ['with a null byte', 'sk\u0000abc'],
    ['with a C1 control character', 'sk\u0085abc'],
    ['with a zero-width space', 'sk-\u200babc'],
    ['with a dash that an editor made', 'sk\u2013abc'],
  ])('are refused when %s, without being repeated', (_, value) => {
    expect(() => checkedSecret(value)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        message: expect.not.stringContaining('sk') as string,
      }),
    );
  });

  it.each([
    'sk-canary 1',
    'sk-canary\n1',
    'sk-canary\r\n1',
    'sk-canary\t1',
    'sk-canary\u00a01',
    'sk-canary\u20281',
  ])('that are one word have no white space inside, and are not repeated: %j', (value) => {
    const message = 'The secret has a space or line break inside. Copy it again.';
    expect(() => checkedWord(value)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        message,
        details: { errors: [{ path: 'secret', message }] },
      }),
    );
  });

  it('that are one word are cut out of what is around them', () => {
    expect(checkedWord(' \t sk-abc\r\n')).toBe('sk-abc');
  });

  it('show four characters only when that is little of them', () => {
    expect(hintOf('short-secret')).toBe('');
    expect(hintOf('sk-0123456789abcdef')).toBe('cdef');
  });
});

describe('base URLs', () => {
  it.each([
    ['https://api.groq.com/openai/v1/', 'https://api.groq.com/openai/v1'],
    [' http://127.0.0.1:11434/v1 ', 'http://127.0.0.1:11434/v1'],
    ['https://EXAMPLE.com', 'https://example.com'],
    ['http://[::1]:8080/v1', 'http://[::1]:8080/v1'],
  ])('%s is kept as %s', (input, kept) => {
    expect(checkedBaseUrl(input)).toBe(kept);
  });

  it.each([
    'api.groq.com/v1',
    'ftp://example.com',
    'file:///etc/passwd',
    'https://user:pass@example.com',
    'https://api.openai.com@evil.example',
    'https://example.com/v1?key=1',
    'https://example.com/v1?',
    'https://example.com/#x',
    'https://example.com/a%2fb',
    'https://example.com/a//b',
    'javascript:alert(1)',
  ])('%s is refused', (input) => {
    expect(() => checkedBaseUrl(input)).toThrow(
      expect.objectContaining({ code: 'base_url_refused' }),
    );
  });
});
