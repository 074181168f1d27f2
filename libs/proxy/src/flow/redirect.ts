import { injectedQuery, OperationMatcher, type ProviderManifest } from '@renum/providers';
import { safeTarget } from '../http/path';
import type { Call } from './call';

/** Where a call goes next. */
export interface Hop {
  origin: string;
  path: string;
  /** Whether the credential goes along. */
  withKey: boolean;
}

const FOR_READS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** These two keep method and body; after the others it is anybody's guess what is meant. */
const FOR_WRITES: ReadonlySet<number> = new Set([307, 308]);

/**
 * Where a provider's redirect may be followed to, or undefined: then the caller is told of it.
 *
 * - With the key only to the same origin, and only to the very operation that was allowed (P1, P3):
 *   a redirect must not be a way to another one.
 * - Without the key, and for reading, to another of the provider's hosts (files for download).
 * - Nowhere else; and never for a call that a person approved as it was.
 */
export function hopOf(
  { exchange, grant, credential }: Call,
  from: { origin?: string | URL; path: string },
  status: number,
  location: string,
): Hop | undefined {
  const { manifest, operation } = grant;
  const { destination, injected, matcher } = credential;
  const reads = operation.method === 'GET';
  if (!(reads ? FOR_READS : FOR_WRITES).has(status) || exchange.decision !== 'allowed')
    return undefined;
  const to = URL.parse(location, `${String(from.origin)}${from.path}`);
  // Relative to a place without the key, nothing leads back to one with it.
  const away = from.origin !== destination.origin;
  if (!to || to.username || to.password || !safeTarget(to.pathname + to.search)) return undefined;
  if (to.origin === destination.origin && !away) {
    const prefix = destination.basePath + injected.pathPrefix;
    const path = to.pathname.slice(prefix.length);
    const same =
      to.pathname.startsWith(`${prefix}/`) &&
      matcherOf(manifest).match(operation.method, path)?.id === operation.id;
    if (!same) return undefined;
    return {
      origin: to.origin,
      path: prefix + path + injectedQuery(injected, to.search),
      withKey: true,
    };
  }
  const theirs =
    destination.zone === 'public' &&
    to.protocol === 'https:' &&
    to.port === '' &&
    to.origin !== destination.origin &&
    manifest.hosts.includes(to.hostname);
  const path = to.pathname + to.search;
  if (!reads || !theirs || matcher.find(Buffer.from(path), 0)) return undefined;
  return { origin: to.origin, path, withKey: false };
}

const matchers = new WeakMap<ProviderManifest, OperationMatcher>();

function matcherOf(manifest: ProviderManifest): OperationMatcher {
  const known = matchers.get(manifest);
  if (known) return known;
  const matcher = new OperationMatcher(manifest);
  matchers.set(manifest, matcher);
  return matcher;
}
