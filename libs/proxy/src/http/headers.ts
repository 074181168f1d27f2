import type { IncomingHttpHeaders } from 'node:http';

/** Belong to one hop only (RFC 9110), or are ours to set. */
const HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

const REQUEST_DROPPED: ReadonlySet<string> = new Set([
  ...HOP,
  'host',
  'content-length',
  'accept-encoding',
  'expect',
  'cookie',
  'cookie2',
  'forwarded',
  'via',
  'referer',
  'origin',
  // They would let a caller run another method or path than the one that was allowed.
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-url',
  'x-rewrite-url',
  // Account choice belongs to the credential, not to the sandbox.
  'openai-organization',
  'openai-project',
  'stripe-account',
  'stripe-context',
  'x-daytona-organization-id',
  'x-goog-user-project',
]);

/** Any spelling of "here is my authority": only the injected one may go out. */
const AUTHORITY = /auth|api-?key|token|secret|password|credential|session|signature/;
const DROPPED_PREFIX = /^(?:proxy-|x-renum-|x-forwarded-|x-real-|cf-|sec-)/;

/** Headers whose names look like authority but carry none. */
const HARMLESS: ReadonlySet<string> = new Set(['anthropic-beta', 'idempotency-key']);

/**
 * What of the caller's headers goes upstream, as a flat list for undici. Every header that could
 * authorise, route or smuggle is left behind (P4), and so is the one that will carry the secret.
 * @param dropped others that this call's body is not described by
 */
export function upstreamHeaders(
  headers: IncomingHttpHeaders,
  injected: readonly (readonly [name: string, value: string])[],
  dropped?: ReadonlySet<string>,
): string[] {
  const named = connectionTokens(headers.connection);
  const kept: string[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || injected.some(([own]) => own === name)) continue;
    if (!forwards(name) || named?.has(name) || dropped?.has(name)) continue;
    if (typeof value === 'string') kept.push(name, value);
    else for (const one of value) kept.push(name, one);
  }
  return kept;
}

const verdicts = new Map<string, boolean>();

/** Names repeat from call to call; remembered up to a bound, because a caller can invent more. */
function forwards(name: string): boolean {
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  const verdict =
    HARMLESS.has(name) ||
    !(REQUEST_DROPPED.has(name) || DROPPED_PREFIX.test(name) || AUTHORITY.test(name));
  if (verdicts.size < 1000) verdicts.set(name, verdict);
  return verdict;
}

const RESPONSE_DROPPED: ReadonlySet<string> = new Set([
  ...HOP,
  'content-length',
  'content-encoding',
  'set-cookie',
  'set-cookie2',
  'authorization',
  'authentication-info',
  'www-authenticate',
  'x-api-key',
  'api-key',
  'alt-svc',
  'strict-transport-security',
  'public-key-pins',
  'report-to',
  'nel',
  'clear-site-data',
]);

/** What of the provider's headers goes back, before scrubbing. */
export function answerHeaders(headers: IncomingHttpHeaders): string[] {
  const named = connectionTokens(headers.connection);
  const kept: string[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || RESPONSE_DROPPED.has(name) || named?.has(name)) continue;
    if (name.startsWith('x-renum-') || name.startsWith('proxy-')) continue;
    if (typeof value === 'string') kept.push(name, value);
    else for (const one of value) kept.push(name, one);
  }
  return kept;
}

/** `Connection: x, y` makes x and y hop headers too. */
function connectionTokens(connection: string | undefined): Set<string> | undefined {
  if (!connection || connection === 'keep-alive' || connection === 'close') return undefined;
  return new Set(
    connection
      .toLowerCase()
      .split(',')
      .map((token) => token.trim()),
  );
}
