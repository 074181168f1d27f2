import { DomainError } from '@renum/platform';

export interface GateBounds {
  /** Calls at once in this process. */
  calls: number;
  /** Calls at once of one tenant. */
  tenantCalls: number;
  /** Bytes of request bodies held at once. */
  bodyBytes: number;
}

/** Of the memory for bodies, what one tenant may take; a body may take minutes to come in. */
const TENANT_SHARE = 4;

/** Bounded concurrency (P5): one noisy sandbox must not take the plane from the others. */
export class Gates {
  private calls = 0;
  private bytes = 0;
  private readonly byKey = new Map<string, number>();
  private readonly bytesOf = new Map<string, number>();

  constructor(private readonly bounds: GateBounds) {}

  get inFlight(): number {
    return this.calls;
  }

  /** Takes a place for a call, or throws. The answer gives it back, once. */
  enterCall(tenantId: string): () => void {
    if (this.calls >= this.bounds.calls) {
      throw new DomainError('overloaded', 'The data plane is at its limit; try again soon.');
    }
    const leaveTenant = this.enter(`tenant/${tenantId}`, this.bounds.tenantCalls);
    this.calls += 1;
    return () => {
      this.calls -= 1;
      leaveTenant();
    };
  }

  enterCredential(credentialId: string, limit: number): () => void {
    return this.enter(`credential/${credentialId}`, limit);
  }

  /** Memory for a body, before it is read. */
  holdBytes(tenantId: string, size: number): () => void {
    const { bodyBytes } = this.bounds;
    const held = this.bytesOf.get(tenantId) ?? 0;
    if (this.bytes + size > bodyBytes || held + size > bodyBytes / TENANT_SHARE) {
      throw new DomainError('overloaded', 'Too many large requests at once; try again soon.');
    }
    this.bytes += size;
    this.bytesOf.set(tenantId, held + size);
    return () => {
      this.bytes -= size;
      const left = (this.bytesOf.get(tenantId) ?? size) - size;
      if (left > 0) this.bytesOf.set(tenantId, left);
      else this.bytesOf.delete(tenantId);
    };
  }

  private enter(key: string, limit: number): () => void {
    const count = this.byKey.get(key) ?? 0;
    if (count >= limit) throw new DomainError('too_many_requests', 'Too many calls at once.');
    this.byKey.set(key, count + 1);
    return () => {
      const left = (this.byKey.get(key) ?? 1) - 1;
      if (left > 0) this.byKey.set(key, left);
      else this.byKey.delete(key);
    };
  }
}
