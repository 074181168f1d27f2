import { DomainError } from '@renum/platform';
import type { ProviderManifest } from '@renum/providers';

const MAX_BYTES = 8 * 1024;
/** Four characters of a short secret would be a good part of it. */
const HINT_LENGTH = 4;
const HINT_FROM_LENGTH = 16;

/** The secret as it is stored: no stray white space from a paste, nothing a header cannot carry. */
export function checkedSecret(input: string): string {
  const value = input.trim();
  if (value === '') throw invalid('secret', 'The secret is empty.');
  if (Buffer.byteLength(value) > MAX_BYTES)
    throw invalid('secret', `The secret is longer than ${MAX_BYTES} bytes.`);
  // Also what a paste brings along unseen: zero-width spaces, typographic dashes and quotes.
  if (/[^\x20-\x7e]/.test(value))
    throw invalid('secret', 'The secret has line breaks or characters that no key has.');
  return value;
}

/**
 * A key or token is one word. White space inside is a slip of pasting, which a provider would answer
 * with no more than "unauthorized"; a line break too, also one that a form field made a blank of.
 */
export function checkedWord(input: string): string {
  if (/\s/.test(input.trim()))
    throw invalid('secret', 'The secret has a space or line break inside. Copy it again.');
  return checkedSecret(input);
}

/** A password may hold what no header could: it travels in base64. */
export function checkedPassword(input: string): string {
  if (Buffer.byteLength(input) > MAX_BYTES)
    throw invalid('secret', `The password is longer than ${MAX_BYTES} bytes.`);
  if (/\p{Cc}/u.test(input))
    throw invalid('secret', 'The password has line breaks or control characters.');
  return input;
}

/** What people see of a secret to tell it from another. */
export const hintOf = (secret: string): string =>
  secret.length >= HINT_FROM_LENGTH ? secret.slice(-HINT_LENGTH) : '';

/**
 * A tenant's own base URL, in one spelling. Where it leads is judged at each dial, not here: a name
 * that is public today can point inside tomorrow.
 */
export function checkedBaseUrl(input: string): string {
  const url = URL.parse(input.trim());
  if (!url) throw refusedUrl('it is not a URL');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refusedUrl('it must begin with https:// or http://');
  if (url.username !== '' || url.password !== '')
    throw refusedUrl('it must not hold a user name or password');
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(input))
    throw refusedUrl('it must not have a query or fragment');
  if (/%|\/\//.test(url.pathname) || url.pathname.length > 500)
    throw refusedUrl('its path must be plain and short');
  return url.href.replace(/\/+$/, '');
}

/** Only some providers have a base URL of the tenant's own, and those cannot do without. */
export function baseUrlFor(
  { title, needsBaseUrl }: Pick<ProviderManifest, 'title' | 'needsBaseUrl'>,
  baseUrl: string | undefined,
): string | undefined {
  if (needsBaseUrl && baseUrl === undefined) throw invalid('baseUrl', `${title} needs a base URL.`);
  if (!needsBaseUrl && baseUrl !== undefined)
    throw invalid('baseUrl', `${title} has its own address; leave the base URL out.`);
  return baseUrl === undefined ? undefined : checkedBaseUrl(baseUrl);
}

/** An expiry that is over is a slip: such a credential could never be used. */
export function checkedExpiry(expiresAt: Date | undefined): Date | null {
  if (expiresAt !== undefined && expiresAt.getTime() <= Date.now())
    throw invalid('expiresAt', 'The expiry must be in the future.');
  return expiresAt ?? null;
}

export const invalid = (path: string, message: string): DomainError =>
  new DomainError('validation_failed', message, { details: { errors: [{ path, message }] } });

const refusedUrl = (why: string): DomainError =>
  new DomainError('base_url_refused', `The base URL cannot be used: ${why}.`, {
    details: { errors: [{ path: 'baseUrl', message: why }] },
  });
