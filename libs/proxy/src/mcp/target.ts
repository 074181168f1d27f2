import { isBelow, type ConnectionPlace } from '@renum/connections';
import { DomainError } from '@renum/platform';
import type { Injected, ProviderManifest } from '@renum/providers';
import type { Destination } from '../flow/destination';
import type { EgressZone } from '../net/egress-policy';

/** Where a connection's messages go, and what they carry. */
export interface McpTarget {
  zone: EgressZone;
  origin: string;
  /** With its query. */
  path: string;
  /** The connection's own headers, the secret among them; the caller's of these names are dropped. */
  headers: readonly (readonly [name: string, value: string])[];
}

type Place = Pick<ConnectionPlace, 'kind' | 'url' | 'settings'>;
interface Key {
  destination: Destination;
  injected: Injected;
}

/**
 * P1: a key goes with a connection only to the place that the key belongs to: for an MCP server, the
 * address that its owner gave with it; for Composio and Pipedream, their own hosts.
 * @throws DomainError `destination_refused`
 */
export function targetOf(
  place: Place,
  manifest: ProviderManifest,
  key: Key | undefined,
): McpTarget {
  const url = new URL(place.url);
  const own = Object.entries(place.settings.headers ?? {});
  const path = url.pathname + url.search;
  if (!key) {
    if (place.kind !== 'mcp') throw refused('it has no credential');
    return { zone: 'listed', origin: url.origin, path, headers: own };
  }
  const { destination } = key;
  const headers = [...own, ...secretHeaders(place, key.injected)];
  if (destination.zone === 'stand-in') {
    return { ...destination, path: destination.basePath + path, headers };
  }
  const fits = manifest.needsBaseUrl
    ? isBelow(place.url, destination.baseUrl)
    : url.protocol === 'https:' && url.port === '' && manifest.hosts.includes(url.hostname);
  if (!fits) throw refused("it is not at its credential's address");
  return { zone: destination.zone, origin: url.origin, path, headers };
}

function secretHeaders({ settings }: Place, { headers, secrets }: Injected): McpTarget['headers'] {
  const { secretHeader } = settings;
  if (secretHeader === undefined) return headers;
  const [secret = ''] = secrets;
  return [...headers.filter(([name]) => name !== 'authorization'), [secretHeader, secret]];
}

const refused = (why: string): DomainError =>
  new DomainError('destination_refused', `The connection has nowhere to go: ${why}.`);
