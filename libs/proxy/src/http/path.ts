/** The longest path with query that is passed on. */
const MAX_LENGTH = 8192;

/** RFC 3986 characters of a path; everything else must come percent-encoded. */
const PATH = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@/]|%[0-9A-Fa-f]{2})*$/;
/** A query may hold anything printable but what starts another part of a URL. */
const QUERY = /^[\x21\x22\x24-\x7e]*$/;

/**
 * Encodings that two readers could read differently: slash, backslash, dot, percent, NUL and other
 * controls, and characters that need no encoding at all.
 */
const AMBIGUOUS =
  /%(?:2[DdEeFf5]|5[CcFf]|7[EeFf]|[01][0-9A-Fa-f]|3[0-9]|4[1-9A-Fa-f]|5[0-9Aa]|6[1-9A-Fa-f]|7[0-9Aa])/;

export interface SafeTarget {
  path: string;
  /** With its question mark, or empty. */
  query: string;
}

/**
 * A request target that means the same to us, to the provider's front and to its application.
 * Anything else is undefined: an allow-list on paths is worth only as much as their one reading.
 */
export function safeTarget(target: string): SafeTarget | undefined {
  if (target.length > MAX_LENGTH) return undefined;
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark);
  if (!PATH.test(path) || AMBIGUOUS.test(path) || !QUERY.test(query)) return undefined;
  if (path.includes('//')) return undefined;
  if (path.split('/').some((segment) => segment === '.' || segment === '..')) return undefined;
  return { path, query };
}
