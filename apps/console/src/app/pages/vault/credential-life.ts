import type { CredentialKind, CredentialView } from '@renum/contracts';

const DAY_MS = 86_400_000;
/** From then on people are told that a key is about to end. */
const SOON_MS = 14 * DAY_MS;
const date = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

/** `expires today`, `expires in 3 days`, `expires Mar 1, 2027`; undefined without an expiry. */
export function expiryText(expiresAt: string | undefined, now: number): string | undefined {
  if (expiresAt === undefined) return undefined;
  const left = Date.parse(expiresAt) - now;
  if (left <= 0) return 'expired';
  if (left > SOON_MS) return `expires ${date.format(new Date(expiresAt))}`;
  if (left < DAY_MS) return left < DAY_MS / 24 ? 'expires within the hour' : 'expires within a day';
  const days = Math.floor(left / DAY_MS);
  return `expires in ${days} ${days === 1 ? 'day' : 'days'}`;
}

export const endsSoon = ({ expiresAt }: CredentialView, now: number): boolean =>
  expiresAt !== undefined && Date.parse(expiresAt) - now <= SOON_MS;

/** Over by our clock, or by the server's. */
export const isOver = ({ expired, expiresAt }: CredentialView, now: number): boolean =>
  expired || (expiresAt !== undefined && Date.parse(expiresAt) <= now);

/** What does not work any more stays readable, below what does. */
export const usableFirst = (a: CredentialView, b: CredentialView): number =>
  Number(a.state === 'revoked') - Number(b.state === 'revoked');

/** The end of a chosen day where the person is: a key that ends on a day is good all that day. */
export function endOfDay(day: string): string | undefined {
  if (day === '') return undefined;
  const end = new Date(`${day}T23:59:59`);
  return Number.isNaN(end.getTime()) ? undefined : end.toISOString();
}

/** What a person can do to bring it back to work; an application's own access renews itself. */
export function renewalOf({ kind, oauth2 }: CredentialView): 'replace' | 'connect' | undefined {
  if (kind !== 'oauth2') return 'replace';
  return oauth2?.grant === 'authorization_code' ? 'connect' : undefined;
}

export const KIND_WORDS: Readonly<Record<CredentialKind, string>> = {
  apiKey: 'API key',
  bearer: 'Bearer token',
  basic: 'User name and password',
  custom: 'Several parts',
  oauth2: 'Connected account',
};
