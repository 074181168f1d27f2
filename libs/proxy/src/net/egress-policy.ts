import { classifyAddress, isOwnAddress } from './address';

/**
 * - `public`: a provider's own host. Public addresses only.
 * - `listed`: a base URL that a tenant gave. Public, or near where the operator listed the host.
 * - `stand-in`: the configured stand-in and nothing else.
 */
export type EgressZone = 'public' | 'listed' | 'stand-in';

export interface EgressPolicy {
  /** `host` or `host:port`, lower case, IPv6 in brackets: near hosts that base URLs may name. */
  privateHosts: readonly string[];
  /** Renum's own ports: never reachable on this machine's addresses. */
  denyPorts: ReadonlySet<number>;
  /** Origin of the stand-in, when one runs. */
  standInOrigin?: string;
}

export interface Endpoint {
  protocol: string;
  /** As in a URL: IPv6 in brackets. */
  hostname: string;
  port: number;
}

export const endpointOf = (url: URL): Endpoint => ({
  protocol: url.protocol,
  hostname: url.hostname.toLowerCase(),
  port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
});

/** A trailing dot names the same host in DNS, but not in any list: compare without it. */
const bare = (hostname: string): string => hostname.replace(/\.$/, '');

export function isListed(policy: EgressPolicy, { hostname, port }: Endpoint): boolean {
  const host = bare(hostname);
  return policy.privateHosts.includes(host) || policy.privateHosts.includes(`${host}:${port}`);
}

/** Checks what can be known before resolving. Returns why it is refused, or undefined. */
export function refuseEndpoint(
  policy: EgressPolicy,
  zone: EgressZone,
  endpoint: Endpoint,
): string | undefined {
  const { protocol, hostname } = endpoint;
  if (zone === 'stand-in') return isStandIn(policy, endpoint) ? undefined : 'not the stand-in';
  if (hostname === '') return 'no host';
  if (protocol === 'https:') return undefined;
  if (protocol !== 'http:') return `the protocol ${protocol} is not allowed`;
  return zone === 'listed' && isListed(policy, endpoint) ? undefined : 'https is required';
}

/** Checks one resolved address of the endpoint. Returns why it is refused, or undefined. */
export function refuseAddress(
  policy: EgressPolicy,
  zone: EgressZone,
  endpoint: Endpoint,
  address: string,
): string | undefined {
  const kind = classifyAddress(address);
  if (kind === 'refused') return 'the address is special or wraps another one';
  if (zone === 'stand-in') return undefined;
  if (policy.denyPorts.has(endpoint.port) && isOwnAddress(address)) return 'the port is our own';
  if (kind === 'public') return undefined;
  return zone === 'listed' && isListed(policy, endpoint)
    ? undefined
    : 'the address is not a public one';
}

function isStandIn(policy: EgressPolicy, { protocol, hostname, port }: Endpoint): boolean {
  if (!policy.standInOrigin) return false;
  const standIn = endpointOf(new URL(policy.standInOrigin));
  return standIn.protocol === protocol && standIn.hostname === hostname && standIn.port === port;
}
