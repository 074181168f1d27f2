import { AppModels } from './app-models';

const refused = expect.objectContaining({ code: 'operation_not_allowed' }) as Error;

describe('the models of an external app', () => {
  it.each([
    ['openai', 'openai/gpt-5', 'openai', 'gpt-5'],
    ['openai', 'gpt-5', 'openai', 'gpt-5'],
    ['openai', 'groq/llama-3.3-70b', 'groq', 'llama-3.3-70b'],
    ['openai', 'openrouter/openai/gpt-5', 'openrouter', 'openai/gpt-5'],
    // Whose it is, its name does not say: then it is a name of OpenAI's own.
    ['openai', 'meta-llama/llama-3', 'openai', 'meta-llama/llama-3'],
    ['openai', '/gpt-5', 'openai', '/gpt-5'],
    ['anthropic', 'claude-haiku-4-5', 'anthropic', 'claude-haiku-4-5'],
    ['anthropic', 'anthropic/claude-haiku-4-5', 'anthropic', 'claude-haiku-4-5'],
  ] as const)('at %s, %s is %s: %s', (dialect, named, provider, name) => {
    const target = new AppModels(undefined).choose(dialect, 'chat', named);
    expect(target).toEqual({ provider, name });
  });

  it('are only those of its list, whichever way they are named', () => {
    const rules = new AppModels(['openai/gpt-5*', 'openrouter/openai/*']);
    for (const named of ['gpt-5-mini', 'openai/gpt-5', 'openrouter/openai/gpt-4'])
      expect(rules.choose('openai', 'chat', named)).toBeDefined();
    for (const named of ['gpt-4', 'openai/gpt-4', 'groq/gpt-5', 'openrouter/gpt-5', ''])
      expect(() => rules.choose('openai', 'chat', named)).toThrow(refused);
    expect(rules.sources('openai')).toEqual([{ provider: 'openai' }, { provider: 'openrouter' }]);
    expect(() => rules.sources('anthropic')).toThrow(refused);
  });

  it('are not to be had at another dialect’s door', () => {
    const rules = new AppModels(undefined);
    expect(() => rules.choose('openai', 'chat', 'anthropic/claude-haiku-4-5')).toThrow(
      'call it at /llm/anthropic',
    );
    expect(() => rules.choose('anthropic', 'messages', 'openai/gpt-5')).toThrow(refused);
  });
});
