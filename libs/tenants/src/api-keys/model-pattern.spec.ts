import { cpuTime } from '@renum/testing';
import { allowsModel, allowsProvider, MODEL_PATTERN } from './model-pattern';

describe('the models of an API key', () => {
  it.each<[pattern: string, reference: string, allowed: boolean]>([
    ['openai/gpt-5', 'openai/gpt-5', true],
    ['openai/gpt-5', 'openai/gpt-5-mini', false],
    ['openai/gpt-5*', 'openai/gpt-5-mini', true],
    ['openai/*', 'openai/anything', true],
    ['openai/*', 'openai-compatible/anything', false],
    ['*/gpt-5', 'openrouter/openai/gpt-5', true],
    ['openrouter/*/*-mini', 'openrouter/openai/gpt-5-mini', true],
    ['openrouter/*/*-mini', 'openrouter/gpt-5-mini', false],
    ['openai/gpt-*-mini', 'openai/gpt-5', false],
    ['openai/a*a', 'openai/a', false],
    ['openai/a*ab*b', 'openai/aab', false],
    ['openai/.*', 'openai/gpt-5', false],
    ['OpenAI/gpt-5', 'openai/gpt-5', false],
  ])('%s and %s: %s', (pattern, reference, allowed) => {
    expect(allowsModel([pattern], reference)).toBe(allowed);
    expect(allowsModel(['none/none', pattern], reference)).toBe(allowed);
  });

  it('are all of them without a list, and none with an empty one', () => {
    expect(allowsModel(undefined, 'openai/gpt-5')).toBe(true);
    expect(allowsModel([], 'openai/gpt-5')).toBe(false);
    expect(allowsProvider(undefined, 'openai')).toBe(true);
  });

  it('tell of which providers anything is allowed', () => {
    const patterns = ['openai/gpt-5', '*-compatible/*'];
    const allowed = ['openai', 'openai-compatible', 'anthropic'].map((provider) =>
      allowsProvider(patterns, provider),
    );
    expect(allowed).toEqual([true, true, false]);
  });

  it('take no longer for an unkind pattern', () => {
    const { result, ms } = cpuTime(() =>
      allowsModel([`openai/${'a*'.repeat(95)}b`], `openai/${'a'.repeat(190)}`),
    );
    expect(result).toBe(false);
    expect(ms).toBeLessThan(2_000);
  });

  it.each([
    ['openai/gpt-5*', true],
    ['*/*', true],
    ['gpt-5', false],
    ['openai/', false],
    ['openai/a b', false],
    ['OpenAI/x', false],
  ])('%s is a pattern: %s', (pattern, valid) => {
    expect(MODEL_PATTERN.test(pattern)).toBe(valid);
  });
});
