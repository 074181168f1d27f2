import { DomainError } from '@renum/platform';
import type { ProviderManifest } from './manifest';

type Described = Pick<ProviderManifest, 'title' | 'credential'>;

/**
 * The parts of a sealed secret. One part is the text itself; `basic` is `name:password`, as curl
 * takes it; `custom` is a JSON object with exactly the manifest's fields.
 * @throws DomainError `validation_failed` when the text does not have that form
 */
export function secretFields(
  { title, credential: { kind, fields } }: Described,
  secret: string,
): Record<string, string> {
  const names = fields.map(({ name }) => name);
  const [first = 'secret', second] = names;
  switch (kind) {
    case 'apiKey':
    case 'bearer':
      return { [first]: secret };
    case 'basic': {
      const colon = secret.indexOf(':');
      if (colon < 1 || second === undefined)
        throw malformed(`${title} needs ${labels(fields)}, with a colon between them.`);
      return { [first]: secret.slice(0, colon), [second]: secret.slice(colon + 1) };
    }
    case 'custom': {
      const found = stringRecord(secret);
      if (
        !found ||
        Object.keys(found).length !== names.length ||
        !names.every((each) => found[each])
      )
        throw malformed(`${title} needs ${labels(fields)}, as a JSON object: ${names.join(', ')}.`);
      return found;
    }
    default: {
      const never: never = kind;
      throw new Error(String(never));
    }
  }
}

/** The texts that must be masked wherever they turn up: the whole, and each of its secret parts. */
export function secretValues(
  { credential }: Described,
  secret: string,
  fields: Readonly<Record<string, string>>,
): string[] {
  const parts = credential.fields.flatMap(({ name, secret: hidden }) =>
    hidden ? (fields[name] ?? []) : [],
  );
  return [...new Set([secret, ...parts])];
}

function stringRecord(text: string): Record<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const entries = Object.entries(value);
    const strings = entries.every((entry): entry is [string, string] => {
      return typeof entry[1] === 'string';
    });
    return strings ? Object.fromEntries(entries) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const labels = (fields: { label: string }[]): string =>
  fields.map(({ label }) => label).join(' and ');

const malformed = (message: string): DomainError =>
  new DomainError('validation_failed', message, {
    details: { errors: [{ path: 'secret', message }] },
  });
