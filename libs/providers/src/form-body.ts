import { DomainError } from '@renum/platform';

/**
 * A form with the injected fields. A server that reads the first of two fields of one name would
 * take the caller's, one that reads the last ours: with both there it is refused.
 * @throws DomainError `malformed_request`
 */
export function injectedForm(
  fields: readonly (readonly [name: string, value: string])[],
  own: Buffer,
): Buffer {
  const text = own.toString('latin1');
  // What another reader could take for the end of a pair, or for another character set.
  if (/[^\x21-\x7e]|;/.test(text))
    throw new DomainError('malformed_request', 'The body is not a form in plain ASCII.');
  const kept = text.split('&').filter((pair) => pair !== '');
  const names = new Set(kept.map(parameterName));
  for (const [name] of fields)
    if (names.has(name))
      throw new DomainError('malformed_request', `The field ${name} is not the caller's to give.`);
  const added = fields.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return Buffer.from([...kept, ...added].join('&'));
}

/** As servers read it: decoded, `+` a space, `a[]` and `a[0]` the same as `a`. */
export function parameterName(pair: string): string {
  const name = (pair.split('=', 1)[0] ?? '').replaceAll('+', ' ');
  try {
    return decodeURIComponent(name).replace(/\[.*$/, '');
  } catch (error) {
    if (error instanceof URIError) return name;
    throw error;
  }
}
