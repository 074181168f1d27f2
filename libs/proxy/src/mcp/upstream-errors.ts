import type { IncomingHttpHeaders } from 'node:http';
import { DomainError, isDomainError } from '@renum/platform';
import { errors } from 'undici';

/**
 * Why the head of an answer cannot be one of an MCP server's, if so. The server's own words on
 * authorisation stay here: they would tell a sandbox where to ask for a key of its own.
 */
export function faultOf(
  name: string,
  hasCredential: boolean,
  status: number,
  headers: IncomingHttpHeaders,
): DomainError | undefined {
  if (status === 401 || (status === 403 && headers['www-authenticate'] !== undefined)) {
    const why = hasCredential
      ? 'refuses its credential. Replace it, or connect the account again'
      : 'wants a credential. Give the connection one';
    return new DomainError('authorization_needed', `${name} ${why} (HTTP ${status}).`);
  }
  // Not followed: a redirect would carry the key to a place that nobody chose.
  if (status >= 300 && status < 400)
    return unreachable(`${name} answers with a redirect (HTTP ${status}); its URL has changed.`);
  if (status < 200 || status >= 300 || status === 202 || status === 204) return undefined;
  const type = String(headers['content-type'] ?? '');
  if (/^(?:application\/json|text\/event-stream)\b/i.test(type)) return undefined;
  // An answer to DELETE, or to a notification, may have no body and so no type.
  if (type === '' && Number(headers['content-length'] ?? 0) === 0) return undefined;
  return unreachable(`${name} does not answer as an MCP server does.`);
}

export const unreachable = (message: string, cause?: unknown): DomainError =>
  new DomainError('upstream_unreachable', message, { cause });

/** What went wrong on the way to a server, in our words. */
export function upstreamError(name: string, error: unknown): DomainError {
  if (isDomainError(error)) return error;
  const late =
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    (error instanceof Error && error.name === 'TimeoutError');
  if (late) return new DomainError('upstream_timeout', `${name} took too long.`, { cause: error });
  return unreachable(`${name} could not be reached, or broke off.`, error);
}
