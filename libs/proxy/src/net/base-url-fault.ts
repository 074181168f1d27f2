import { isIP } from 'node:net';
import type { EgressConfig } from '../proxy.config';
import { endpointOf, refuseAddress, refuseEndpoint } from './egress-policy';

/**
 * Why no call could ever go to a tenant's base URL, if so: a protocol, or an address that is near and
 * not listed. It is a help for who types it; what a name leads to is judged at each dial.
 */
export function baseUrlFault(
  { EGRESS_PRIVATE_HOSTS, EGRESS_DENY_PORTS }: EgressConfig,
  baseUrl: string,
): string | undefined {
  const url = URL.parse(baseUrl);
  if (!url) return 'it is no absolute URL';
  const policy = { privateHosts: EGRESS_PRIVATE_HOSTS, denyPorts: EGRESS_DENY_PORTS };
  const endpoint = endpointOf(url);
  const refused = refuseEndpoint(policy, 'listed', endpoint);
  if (refused) return refused;
  const address = endpoint.hostname.replaceAll(/^\[|\]$/g, '');
  return isIP(address) ? refuseAddress(policy, 'listed', endpoint, address) : undefined;
}
