import type { IncomingHttpHeaders } from 'node:http';
import { DomainError } from '@renum/platform';
import { parameterName } from '@renum/providers';

/** By these, some frameworks and providers run another method than that of the request line. */
const METHOD_PARAMETERS: ReadonlySet<string> = new Set([
  '_method',
  '_httpmethod',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
]);

/**
 * A call has the method that was allowed, also for servers that take another one from the query or a
 * form, as they take it from the headers that are dropped.
 * @throws DomainError `malformed_request`
 */
export function checkMethodOnce(query: string, headers: IncomingHttpHeaders, body: Buffer): void {
  if (query !== '') checkPairs(query.slice(1));
  if (body.length > 0 && /^\s*application\/x-www-form-urlencoded\b/i.test(typeOf(headers)))
    checkPairs(body.toString('latin1'));
}

function checkPairs(pairs: string): void {
  const found = pairs
    .split(/[&;]/)
    .map((pair) => parameterName(pair).trim())
    .find((name) => METHOD_PARAMETERS.has(name.toLowerCase()));
  if (found === undefined) return;
  throw new DomainError('malformed_request', `The parameter ${found} could change the method.`);
}

/** Names of UTF-8 and its part ASCII. */
const PLAIN = /^(?:utf-?8|us-ascii|ascii)$/i;

/**
 * What a person was shown must be what the provider reads: a body in another charset or coding would
 * be another text there.
 * @throws DomainError `malformed_request`
 */
export function checkShowable(headers: IncomingHttpHeaders, body: Buffer): void {
  if (body.length === 0) return;
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding !== 'identity')
    throw new DomainError('malformed_request', 'A call that a person judges cannot be compressed.');
  for (const [, quoted, bare] of typeOf(headers).matchAll(CHARSET)) {
    const charset = quoted ?? bare ?? '';
    if (!PLAIN.test(charset))
      throw new DomainError('malformed_request', 'A call that a person judges must be in UTF-8.');
  }
}

const CHARSET = /charset\*?\s*=\s*(?:"([^"]*)"|([^\s;,"]*))/gi;

const typeOf = (headers: IncomingHttpHeaders): string => headers['content-type'] ?? '';
