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
/** Of the same memory, what calls that wait for a person may take in addition. */
const WAITING_SHARE = 8;

/** Bounded concurrency (P5): one noisy sandbox must not take the plane from the others. */
export class Gates {
  private calls = 0;
  private readonly byKey = new Map<string, number>();
  private readonly bodies: Memory;
  private readonly waiting: Memory;

  constructor(private readonly bounds: GateBounds) {
    this.bodies = new Memory(bounds.bodyBytes);
    this.waiting = new Memory(bounds.bodyBytes / WAITING_SHARE);
  }

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

  enterApp(apiKeyId: string, limit: number): () => void {
    return this.enter(`app/${apiKeyId}`, limit);
  }

  /** Memory for a body, before it is read. */
  holdBytes(tenantId: string, size: number): () => void {
    return this.bodies.hold(tenantId, size);
  }

  /** Memory for the body of a call that waits for a person: it must not crowd out those that do not. */
  holdWaiting(tenantId: string, size: number): () => void {
    return this.waiting.hold(tenantId, size);
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

/** Bytes held at once, by tenant. */
class Memory {
  private held = 0;
  private readonly heldBy = new Map<string, number>();

  constructor(private readonly bound: number) {}

  hold(tenantId: string, size: number): () => void {
    const held = this.heldBy.get(tenantId) ?? 0;
    if (this.held + size > this.bound || held + size > this.bound / TENANT_SHARE) {
      throw new DomainError('overloaded', 'Too many large requests at once; try again soon.');
    }
    this.held += size;
    this.heldBy.set(tenantId, held + size);
    return () => {
      this.held -= size;
      const left = (this.heldBy.get(tenantId) ?? size) - size;
      if (left > 0) this.heldBy.set(tenantId, left);
      else this.heldBy.delete(tenantId);
    };
  }
}
