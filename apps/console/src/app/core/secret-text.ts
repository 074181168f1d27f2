import type { ProviderView } from '@renum/contracts';

/** What is around a key or token is cut off; other kinds may hold blanks, as passwords do. */
export const ONE_WORD = {
  apiKey: /^\s*\S+\s*$/,
  bearer: /^\s*(bearer\s+)?\S+\s*$/i,
  basic: undefined,
  custom: undefined,
} satisfies Record<ProviderView['credential']['kind'], RegExp | undefined>;

/** The one text that is sealed of what a person entered, by the provider's names for the parts. */
export function secretText(
  { kind, fields }: ProviderView['credential'],
  entered: Readonly<Record<string, string>>,
): string {
  // A key that was copied with its line end is the most common mistake.
  const parts = fields.map(({ name }) => [name, (entered[name] ?? '').trim()] as const);
  if (kind === 'custom') return JSON.stringify(Object.fromEntries(parts));
  return parts.map(([, value]) => value).join(':');
}
