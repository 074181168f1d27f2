import { createHmac, timingSafeEqual } from 'node:crypto';
import { instanceIdentity, type InstanceIdentity } from '@renum/contracts';
import { DomainError } from './errors';

/** Tokens are long-lived compared with requests, so a verified one need not be verified again. */
const CACHE_LIMIT = 10_000;

const mac = (payload: string, key: Uint8Array): Buffer =>
  createHmac('sha256', key).update(payload).digest();

const refused = (why: string, cause?: unknown): DomainError =>
  new DomainError('unauthenticated', `The instance identity is not valid: ${why}.`, { cause });

/** Signs what a worker's door says about its sandbox. The sandbox never sees the token. */
export function signIdentity(identity: InstanceIdentity, key: Uint8Array): string {
  const payload = Buffer.from(JSON.stringify(instanceIdentity.parse(identity))).toString(
    'base64url',
  );
  return `${payload}.${mac(payload, key).toString('base64url')}`;
}

/** Verifies identity tokens; remembers the good ones, never the bad ones. */
export class IdentityVerifier {
  private readonly known = new Map<string, InstanceIdentity>();

  constructor(
    private readonly key: Uint8Array,
    private readonly now: () => number = Date.now,
  ) {
    if (key.length < 32) throw new Error('The data plane key needs at least 32 bytes.');
  }

  /** The identity in `token`; throws `unauthenticated` for a forged, broken or expired one. */
  verify(token: string): InstanceIdentity {
    const identity = this.known.get(token) ?? this.open(token);
    if (identity.exp * 1000 <= this.now()) {
      this.known.delete(token);
      throw refused('it has expired');
    }
    return identity;
  }

  private open(token: string): InstanceIdentity {
    const [payload, signature, ...rest] = token.split('.');
    if (!payload || !signature || rest.length > 0) throw refused('malformed');
    const given = Buffer.from(signature, 'base64url');
    const wanted = mac(payload, this.key);
    // Re-encoding refuses a second spelling of the same bytes, which would dodge the cache.
    const canonical = given.toString('base64url') === signature;
    if (!canonical || given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      throw refused('the signature does not match');
    }
    const identity = this.parse(payload);
    this.remember(token, identity);
    return identity;
  }

  private parse(payload: string): InstanceIdentity {
    try {
      const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
      return Object.freeze(instanceIdentity.parse(value));
    } catch (error) {
      throw refused('its content is unknown to this version', error);
    }
  }

  private remember(token: string, identity: InstanceIdentity): void {
    if (this.known.size >= CACHE_LIMIT) {
      const [oldest] = this.known.keys();
      if (oldest !== undefined) this.known.delete(oldest);
    }
    this.known.set(token, identity);
  }
}
