import { DomainError } from '@renum/platform';

/** A tenant's systems are few; a script that makes endpoints must stop somewhere. */
export const MAX_WEBHOOKS = 20;

/**
 * An endpoint's address in one spelling.
 * @param fault why the platform would not dial it, if so
 * @throws DomainError `base_url_refused`
 */
export function checkedUrl(input: string, fault: (url: string) => string | undefined): string {
  const url = URL.parse(input.trim());
  if (!url) throw refused('it is not a URL');
  if (url.username !== '' || url.password !== '')
    throw refused('it must not hold a user name or password');
  if (url.hash !== '' || input.includes('#')) throw refused('it must not have a fragment');
  const why = fault(url.href);
  if (why !== undefined) throw refused(why);
  return url.href;
}

const refused = (why: string): DomainError =>
  new DomainError('base_url_refused', `The URL cannot be used: ${why}.`, {
    details: { errors: [{ path: 'url', message: why }] },
  });
