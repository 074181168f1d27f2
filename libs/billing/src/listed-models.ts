import { findProvider } from '@pydantic/genai-prices';
import { priceLlm } from './pricing';

const known = new Map<string, readonly string[]>();
const NOTHING = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

/**
 * The models of a provider that the public price list names as calls do: without those that it calls
 * deprecated, and without names that stand for many and are themselves none.
 */
export function listedModels(provider: string): readonly string[] {
  const found = known.get(provider);
  if (found) return found;
  const listed = findProvider({ providerId: provider });
  // Asked for what is compatible with OpenAI it answers OpenAI.
  const models = listed?.id === provider ? listed.models : [];
  const names = models
    .filter(({ deprecated }) => !deprecated)
    .map(({ id }) => id)
    .filter((name) => priceLlm(provider, name, NOTHING).priced);
  known.set(provider, names);
  return names;
}
