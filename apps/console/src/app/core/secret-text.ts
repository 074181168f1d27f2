import type { ProviderView } from '@renum/contracts';

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
