import type { NewApiKeyView } from '@renum/contracts';

export interface Snippet {
  label: string;
  code: string;
}

/** A model that the key may call, or one that most tenants have. */
function modelFor(provider: 'openai' | 'anthropic', models: readonly string[] | undefined): string {
  const usual = { openai: 'openai/gpt-4.1-mini', anthropic: 'anthropic/claude-sonnet-4-5' };
  const allowed = models?.find((model) => model.startsWith(`${provider}/`) && !model.includes('*'));
  return allowed ?? usual[provider];
}

const mayCall = (provider: string, models: readonly string[] | undefined): boolean =>
  models === undefined ||
  models.some((model) => model.startsWith(`${provider}/`) || model.startsWith('*'));

/** Ready to be pasted: how a program uses this key here. The key itself is read from its environment. */
export function snippetsFor({ scopes, models }: NewApiKeyView, origin: string): Snippet[] {
  const snippets: Snippet[] = [];
  if (scopes.includes('llm')) {
    snippets.push({
      label: 'openai',
      code: `import OpenAI from 'openai';

const client = new OpenAI({
  baseURL: '${origin}/llm/openai/v1',
  apiKey: process.env.RENUM_API_KEY,
});
const answer = await client.chat.completions.create({
  model: '${modelFor('openai', models)}',
  messages: [{ role: 'user', content: 'Hello' }],
});`,
    });
    if (mayCall('anthropic', models)) {
      snippets.push({
        label: '@anthropic-ai/sdk',
        code: `import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({
  baseURL: '${origin}/llm/anthropic',
  apiKey: process.env.RENUM_API_KEY,
});
const answer = await client.messages.create({
  model: '${modelFor('anthropic', models)}',
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'Hello' }],
});`,
      });
    }
  }
  if (scopes.includes('api')) {
    snippets.push({
      label: 'curl',
      code: `curl ${origin}/v1/agents \\
  -H "Authorization: Bearer $RENUM_API_KEY"`,
    });
  }
  return snippets;
}
