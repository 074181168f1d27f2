import type { ProviderManifest } from './manifest';

type Described = Pick<ProviderManifest, 'errors' | 'test'>;

/** The sentence in a provider's error body, where the manifest says that it is. */
export function errorMessage({ errors }: Described, body: string): string | undefined {
  const value = json(body);
  for (const path of errors.messageAt) {
    const found = valueAt(value, path);
    if (typeof found === 'string' && found !== '') return found;
  }
  return undefined;
}

/** Whether a 2xx answer to the connection test really is a yes. */
export function testPassed({ test }: Described, body: string): boolean {
  return !test.expect || valueAt(json(body), test.expect.path) === test.expect.equals;
}

/** How long a provider asks us to wait, in milliseconds from `now`; never negative. */
export function retryAfterMs(
  { errors }: Pick<Described, 'errors'>,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number,
): number | undefined {
  const { header, unit } = errors.retryAfter;
  const said = headers[header];
  const text = typeof said === 'string' ? said.trim() : undefined;
  if (!text) return undefined;
  if (!/^\d+(?:\.\d+)?$/.test(text)) {
    // RFC 9110 allows a date as well; some other text says nothing.
    const date = Date.parse(text);
    return Number.isNaN(date) ? undefined : Math.max(0, date - now);
  }
  const figure = Number(text);
  if (unit === 'epochSeconds') return Math.max(0, Math.ceil(figure * 1000 - now));
  return Math.ceil(unit === 'seconds' ? figure * 1000 : figure);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Numbers in a path are indices: `['errors', '0', 'message']`. */
function valueAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key))
      return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}
