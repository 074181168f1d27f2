import { newApiKeyView } from '../../../../testing/views';
import { snippetsFor } from './snippets';

const ORIGIN = 'https://renum.example';
const labels = (key: Parameters<typeof snippetsFor>[0]) =>
  snippetsFor(key, ORIGIN).map(({ label }) => label);

describe('the snippets of a key', () => {
  it('are for what it opens', () => {
    expect(labels(newApiKeyView())).toEqual(['curl']);
    expect(labels(newApiKeyView({ scopes: ['llm'] }))).toEqual(['openai', '@anthropic-ai/sdk']);
    expect(labels(newApiKeyView({ scopes: ['llm'], models: ['groq/*'] }))).toEqual(['openai']);
  });

  it('go to this origin, with a model that the key may call, and never hold the key', () => {
    const models = ['openai/gpt-5*', 'openai/gpt-5-mini', 'anthropic/*'];
    const snippets = snippetsFor(newApiKeyView({ scopes: ['api', 'llm'], models }), ORIGIN);
    const [openai, anthropic, curl] = snippets.map(({ code }) => code);
    expect(openai).toContain(`baseURL: '${ORIGIN}/llm/openai/v1'`);
    expect(openai).toContain(`model: 'openai/gpt-5-mini'`);
    expect(anthropic).toContain(`baseURL: '${ORIGIN}/llm/anthropic'`);
    expect(curl).toContain(`${ORIGIN}/v1/agents`);
    expect(snippets.map(({ code }) => code).join()).not.toContain('rnm_');
  });
});
