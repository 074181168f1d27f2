import type { ApiKeyRole, ApiKeyScope, ApiKeyView } from '@renum/contracts';

export const SCOPE_WORDS: Record<ApiKeyScope, { label: string; hint: string; icon: string }> = {
  api: { label: 'API', hint: 'the REST API of this tenant, as its role may', icon: 'api' },
  llm: {
    label: 'Models',
    hint: 'models of your providers, by any OpenAI or Anthropic client',
    icon: 'psychology',
  },
};

export const ROLE_WORDS: Record<ApiKeyRole, string> = {
  builder: 'Builder: changes agents, threads and keys',
  viewer: 'Viewer: looks, changes nothing',
};

/** What a key opens, in a line. */
export function opensWords({ scopes, role, models }: ApiKeyView): string {
  const parts = scopes.map((scope) =>
    scope === 'api' ? `API as ${role}` : models ? models.join(', ') : 'all models',
  );
  return parts.join(' · ');
}

/** What was typed between commas and line ends. */
export const modelsOf = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((model) => model.trim())
    .filter((model) => model !== '');

const PATTERN = /^[a-z0-9*][a-z0-9*-]*\/[^\s,]+$/;

/** `provider/model`, with `*` for any part. */
export const areModels = (text: string): boolean =>
  modelsOf(text).every((model) => PATTERN.test(model));
