import { AsyncLocalStorage } from 'node:async_hooks';
import { DomainError } from './errors';

/** Who acts: a person, a sandbox (through its door), or the platform itself. */
export interface Actor {
  type: 'user' | 'apiKey' | 'instance' | 'system';
  id?: string;
}

export interface TenantScope {
  readonly tenantId: string;
  readonly actor: Actor;
}

const storage = new AsyncLocalStorage<TenantScope>();

/**
 * Whose work this is. Opened once at each entrance (guard, socket, queue job), read by the database
 * session and the audit log; nothing in between passes a tenant id along by hand.
 */
export const tenantContext = {
  run<T>(scope: TenantScope, work: () => T): T {
    return storage.run(Object.freeze({ ...scope }), work);
  },

  /** The open scope; outside of one there is no tenant to guess. */
  current(): TenantScope {
    const scope = storage.getStore();
    if (scope) return scope;
    throw new DomainError('tenant_context_missing', 'No tenant context is open here.');
  },

  find(): TenantScope | undefined {
    return storage.getStore();
  },
};
