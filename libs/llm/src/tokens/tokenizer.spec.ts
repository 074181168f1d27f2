import { countTokens, isCountable, loadTokenizers } from './tokenizer';

describe('countTokens', () => {
  it('knows nothing before it has read its vocabularies', () => {
    expect(countTokens('gpt-5', 'hello')).toBeUndefined();
  });

  describe('with its vocabularies', () => {
    beforeAll(() => loadTokenizers());

    // As OpenAI's own tokenizer counts.
    it.each([
      ['gpt-5', 'hello world', 2],
      ['gpt-4.1-mini-2025-04-14', 'antidisestablishmentarianism', 6],
      ['gpt-4', 'antidisestablishmentarianism', 6],
      ['o4-mini', 'お誕生日おめでとう', 8],
      ['gpt-3.5-turbo', 'お誕生日おめでとう', 9],
      ['openai/gpt-oss-120b', '2 + 2 = 4', 7],
      ['gpt-5', '', 0],
    ])('%s reads "%s" as %p', (model, text, tokens) => {
      expect(countTokens(model, text)).toBe(tokens);
    });

    it('takes control tokens for the text that they are', () => {
      expect(countTokens('gpt-5', '<|endoftext|>')).toBeGreaterThan(1);
    });

    it.each(['claude-sonnet-4-5', 'llama-3.3-70b-versatile', 'gemini-2.5-flash', 'grok-4'])(
      'does not pretend to know how %s counts',
      (model) => {
        expect(isCountable(model)).toBe(false);
        expect(countTokens(model, 'hello')).toBeUndefined();
      },
    );

    it('counts a long text by its beginning, and in time whatever it is made of', () => {
      const sentence = 'The quick brown fox jumps over the lazy dog. ';
      const one = countTokens('gpt-5', sentence.repeat(100)) ?? 0;
      const many = countTokens('gpt-5', sentence.repeat(10_000)) ?? 0;
      expect(many / one).toBeGreaterThan(98);
      expect(many / one).toBeLessThan(102);
      const begun = performance.now();
      countTokens('gpt-5', 'x'.repeat(10_000_000));
      expect(performance.now() - begun).toBeLessThan(10_000);
    });
  });
});
