import { listedModels } from './listed-models';
import { priceLlm } from './pricing';

const tokens = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };

describe('the listed models', () => {
  it.each(['openai', 'anthropic', 'groq', 'mistral', 'x-ai'])(
    'of %s are named as calls name them, and have a price',
    (provider) => {
      const models = listedModels(provider);
      expect(models.length).toBeGreaterThan(5);
      expect(models.filter((model) => !priceLlm(provider, model, tokens).priced)).toEqual([]);
    },
  );

  it.each(['openai-compatible', 'ollama', 'vllm', 'nobody'])('of %s nobody knows', (provider) => {
    expect(listedModels(provider)).toEqual([]);
  });
});
