import { createHmac } from 'node:crypto';
import type { Injected } from './injection';
import { signedPlaces, type SignedInjection } from './manifest-injection';

type Pair = readonly [name: string, value: string];

/** How requests are signed with a credential: the manifest's rule and the parts it needs. */
export interface Signer {
  readonly rule: SignedInjection;
  readonly key: Buffer;
  readonly fields: Readonly<Record<string, string>>;
}

/** A request as it will be sent, but for its signature. */
export interface SignedRequest {
  method: string;
  /** From the host on. */
  path: string;
  /** With its question mark, or empty. */
  query: string;
  body: Buffer;
  /** Milliseconds since the epoch. */
  now: number;
}

export function signerOf(rule: SignedInjection, fields: Readonly<Record<string, string>>): Signer {
  return { rule, key: Buffer.from(fields[rule.field] ?? '', rule.keyEncoding), fields };
}

/** Query parameters and headers that only a signature may fill. */
export const signedNames = (rule: SignedInjection, where: 'query' | 'header'): string[] =>
  signedPlaces(rule).flatMap((at) => (at.in === where ? at.name : []));

/** What the signatures of a request add to it: headers, and its whole query. */
export function signatures(
  { signers }: Pick<Injected, 'signers'>,
  request: SignedRequest,
): { headers: Pair[]; query: string } {
  const headers: Pair[] = [];
  let { query } = request;
  const put = ({ in: where, name }: SignedInjection['signature'], value: string): void => {
    if (where === 'header') headers.push([name, value]);
    else query += `${query === '' ? '?' : '&'}${name}=${encodeURIComponent(value)}`;
  };
  for (const signer of signers) {
    const { signature, timestamp } = signer.rule;
    const time = timestamp && timeText(timestamp.unit, request.now);
    if (timestamp && time !== undefined) put(timestamp.at, time);
    put(signature, digest(signer, { ...request, query }, time ?? ''));
  }
  return { headers, query };
}

function digest({ rule, key, fields }: Signer, request: SignedRequest, time: string): string {
  const { method, path, query, body } = request;
  const hmac = createHmac(rule.algorithm.slice('hmac-'.length), key);
  for (const [index, part] of rule.parts.entries()) {
    if (index > 0) hmac.update(rule.separator);
    if (typeof part !== 'string') hmac.update(fields[part.field] ?? '');
    else if (part === 'timestamp') hmac.update(time);
    else if (part === 'method') hmac.update(method);
    else if (part === 'path') hmac.update(path);
    else if (part === 'query') hmac.update(query.slice(1));
    else if (part === 'target') hmac.update(path + query);
    else hmac.update(body);
  }
  return hmac.digest(rule.encoding);
}

function timeText(unit: 'seconds' | 'milliseconds' | 'iso', now: number): string {
  if (unit === 'iso') return new Date(now).toISOString();
  return String(unit === 'seconds' ? Math.floor(now / 1000) : now);
}
