import { networkInterfaces } from 'node:os';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * What an address is to us. `near` (loopback, private, shared, unique local) may be dialled only
 * where the operator listed the host; `refused` never, whoever lists it.
 */
export type AddressClass = 'public' | 'near' | 'refused';

const NEAR: ReadonlySet<string> = new Set([
  'loopback',
  'private',
  'carrierGradeNat',
  'uniqueLocal',
]);

/** Metadata and platform services that hide behind addresses of otherwise ordinary ranges. */
const METADATA: ReadonlySet<string> = new Set([
  '168.63.129.16', // Azure's wire server
  '100.100.100.200', // Alibaba
  'fd00:ec2::254', // AWS
  'fd00:ec2::253', // AWS, DNS
  'fd20:ce::254', // Google
]);

/** Only 2000::/3 is handed out as global unicast; the rest of IPv6 is special or nobody's. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Classifies one address in the form a resolver gives. Anything that wraps an IPv4 address in an
 * IPv6 one (mapped, compatible, NAT64, 6to4, Teredo) is refused: no provider needs it, and each is a
 * second way to spell a private address.
 */
export function classifyAddress(address: string): AddressClass {
  if (isIP(address) === 0 || address.includes('%')) return 'refused';
  const parsed = ipaddr.parse(address);
  if (METADATA.has(parsed.toString())) return 'refused';
  const range = parsed.range();
  if (range === 'unicast') {
    return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST) ? 'public' : 'refused';
  }
  return NEAR.has(range) ? 'near' : 'refused';
}

/** True for an address of this very machine, under which Renum's own ports answer. */
export function isOwnAddress(address: string): boolean {
  const wanted = ipaddr.parse(address);
  if (wanted.range() === 'loopback') return true;
  const own = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return own.some((entry) => ipaddr.parse(entry.address).toString() === wanted.toString());
}

/** Of IPv6, what one site has at least: whoever has an address there has all of them. */
const SITE_PARTS = 4;

/** Under which an address is counted where bounds are by address: itself, or its IPv6 network. */
export function networkOf(address: string): string {
  if (isIP(address) === 0) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const parts = parsed.parts.slice(0, SITE_PARTS).map((part) => part.toString(16));
  return `${parts.join(':')}::/64`;
}
