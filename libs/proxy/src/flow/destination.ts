import { OWN_PROVIDER } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import type { ProviderManifest } from '@renum/providers';
import type { EgressZone } from '../net/egress-policy';

export interface Destination {
  zone: EgressZone;
  origin: string;
  /** Prefix of every path at this origin, without trailing slash. */
  basePath: string;
  /** For prices that depend on whose server it is. */
  baseUrl: string;
}

export interface CredentialPlace {
  standIn: boolean;
  baseUrl?: string;
}

/**
 * P1: where a credential may be sent. Its provider's own host; the tenant's base URL where the
 * provider has none; and for the demo's credentials the stand-in, never a real provider.
 */
export function destinationOf(
  manifest: ProviderManifest,
  credential: CredentialPlace,
  standInUrl: string | undefined,
): Destination {
  if (credential.standIn) {
    if (!standInUrl) throw refused('the credential is a stand-in, and no stand-in runs');
    return at('stand-in', standInUrl.replace(/\/$/, '') + manifest.standInPath);
  }
  if (manifest.needsBaseUrl) {
    if (!credential.baseUrl) throw refused('the credential has no base URL');
    return at('listed', credential.baseUrl);
  }
  if (!manifest.baseUrl) throw refused('the provider has no base URL');
  // A tenant's own may be near, where the operator listed its host.
  const zone = OWN_PROVIDER.test(manifest.id) ? 'listed' : 'public';
  const destination = at(zone, manifest.baseUrl);
  if (!manifest.hosts.includes(new URL(manifest.baseUrl).hostname)) {
    throw refused("the host is not one of the provider's");
  }
  return destination;
}

function at(zone: EgressZone, baseUrl: string): Destination {
  const url = URL.parse(baseUrl);
  const plain =
    url &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    !url.username &&
    !url.password;
  if (!plain || url.search || url.hash) throw refused('its base URL is not a plain one');
  return { zone, origin: url.origin, basePath: url.pathname.replace(/\/+$/, ''), baseUrl };
}

const refused = (why: string): DomainError =>
  new DomainError('destination_refused', `The call has nowhere to go: ${why}.`);
