import type { Fetch } from '../door/door';

/** A provider's "later" that is worth waiting for although another model waits. */
const SHORT_MS = 5_000;

/**
 * Where another model can take over, a long "later" is not waited for: the clients would sleep for up
 * to a minute, twice.
 */
export const impatient =
  (fetch: Fetch): Fetch =>
  async (url, init) => {
    const response = await fetch(url, init);
    if (response.ok || laterMs(response.headers) <= SHORT_MS) return response;
    const { status, statusText } = response;
    const headers = new Headers(response.headers);
    headers.set('x-should-retry', 'false');
    return new Response(response.body, { status, statusText, headers });
  };

/** As the clients read it: milliseconds, seconds or a date. */
const laterMs = (headers: Headers): number => {
  const exact = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (!Number.isNaN(exact)) return exact;
  const later = headers.get('retry-after');
  if (later === null) return 0;
  const seconds = Number(later);
  return Number.isNaN(seconds) ? Date.parse(later) - Date.now() : seconds * 1_000;
};
