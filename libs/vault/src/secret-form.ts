import type { CredentialKind } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import { secretFields, type ProviderManifest } from '@renum/providers';
import { hiddenParts, oauth2Secret } from './oauth2/token-set';
import { checkedPassword, checkedSecret, checkedWord, hintOf } from './secret-rules';

/** A secret as it is handed in: one text, or its parts by the provider's names for them. */
export interface GivenSecret {
  secret?: string;
  fields?: Readonly<Record<string, string>>;
}

type Described = Pick<ProviderManifest, 'title' | 'credential'>;

/**
 * The one text that is sealed: a key, `name:password`, or a JSON object of named parts.
 * @throws DomainError `validation_failed`, without a word of what was inside
 */
export function secretText(manifest: Described, { secret, fields }: GivenSecret): string {
  const text = fields === undefined ? (secret ?? '') : composed(manifest, fields);
  const value = checkedText(manifest, text);
  secretFields(manifest, value);
  return value;
}

/** The names that the provider's form has, no more and no less, become its one text. */
function composed({ title, credential }: Described, given: Readonly<Record<string, string>>) {
  const names = credential.fields.map(({ name }) => name);
  const wanted = new Set(names);
  if (Object.keys(given).length !== names.length || !Object.keys(given).every((n) => wanted.has(n)))
    throw refused(`${title} needs the fields ${names.join(', ')}.`);
  const parts = names.map((name) => given[name] ?? '');
  switch (credential.kind) {
    case 'apiKey':
    case 'bearer':
      return parts[0] ?? '';
    case 'basic':
      if (parts[0]?.includes(':')) throw refused('A user name has no colon.');
      return parts.join(':');
    case 'custom':
      return JSON.stringify(Object.fromEntries(names.map((name) => [name, given[name]])));
    default: {
      const never: never = credential.kind;
      throw new Error(String(never));
    }
  }
}

function checkedText({ credential }: Described, text: string): string {
  switch (credential.kind) {
    case 'apiKey':
      return checkedWord(text);
    case 'bearer':
      // As people copy it, with the scheme; the injection puts that there itself.
      return checkedWord(text.trim().replace(/^bearer\s+/i, ''));
    case 'basic': {
      const colon = text.indexOf(':');
      if (colon < 0) return checkedSecret(text);
      const password = checkedPassword(text.slice(colon + 1));
      return `${checkedSecret(text.slice(0, colon))}:${password}`;
    }
    case 'custom': {
      const parts = partsOfJson(text);
      if (!parts) return checkedSecret(text);
      const checked = Object.entries(parts).map(([name, part]) => [name, checkedSecret(part)]);
      return checkedSecret(JSON.stringify(Object.fromEntries(checked)));
    }
    default: {
      const never: never = credential.kind;
      throw new Error(String(never));
    }
  }
}

/** What tells one such secret from another: a part that is none, or the end of the last one. */
export function hintFor(manifest: Described, text: string): string {
  const { fields } = manifest.credential;
  const parts = secretFields(manifest, text);
  const shown = fields.find(({ secret }) => !secret);
  if (shown) return (parts[shown.name] ?? '').slice(0, 40);
  return hintOf(parts[fields.at(-1)?.name ?? ''] ?? '');
}

/** The whole text first, then each part of it that could give it away. */
export function secretParts(kind: CredentialKind, text: string): string[] {
  switch (kind) {
    case 'apiKey':
    case 'bearer':
      return [text];
    case 'basic': {
      const colon = text.indexOf(':');
      return [text, text.slice(colon + 1)];
    }
    case 'oauth2':
      return [text, ...hiddenParts(oauth2Secret(text))];
    case 'custom':
      return [text, ...Object.values(partsOfJson(text) ?? {})];
    default: {
      const never: never = kind;
      throw new Error(String(never));
    }
  }
}

function partsOfJson(text: string): Record<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, string] => {
        return typeof entry[1] === 'string';
      }),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const refused = (message: string): DomainError =>
  new DomainError('validation_failed', message, {
    details: { errors: [{ path: 'fields', message }] },
  });
