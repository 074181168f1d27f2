import type { OpenedSecret } from '@renum/vault';

/** What Langfuse said; `rejected` when it took the request and not all of its spans. */
export interface TraceAnswer {
  status: number;
  rejected?: string;
}

/** The way to a tenant's own Langfuse, with the tenant's keys. */
export interface TraceSender {
  /** @throws Error when there was no answer; a DomainError says why in words for people */
  send(secret: OpenedSecret, body: Uint8Array): Promise<TraceAnswer>;
}

export const TRACE_SENDER = Symbol('TRACE_SENDER');
