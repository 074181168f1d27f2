import type { ConnectionAppView } from '@renum/contracts';
import type { OpenedSecret } from '@renum/vault';

/** What a connection needs to know of an account that is being linked. */
export interface AppLink {
  /** Where a person goes to link it. */
  url: string;
  /** By which the provider knows it. */
  externalId: string;
  /** The provider's MCP endpoint for exactly this account and app. */
  mcpUrl: string;
  /** Sent with every message to it; none of them secret. */
  headers?: Record<string, string>;
}

export type LinkStatus = 'linked' | 'waiting' | 'failed';

/** A provider that links accounts at many apps. */
export interface AppDirectory {
  /** The best fits first, a page at most. */
  listApps(search: string): Promise<ConnectionAppView[]>;
  /** `user` names the account's owner at the provider: one a connection, so accounts never mix. */
  link(wanted: { app: string; user: string; returnUrl?: string }): Promise<AppLink>;
  status(account: { app: string; externalId: string }): Promise<LinkStatus>;
}

/**
 * How a provider's SDK reaches its API: safely dialled, at the provider's own host and no other. A
 * port: dialling is the proxy's craft, which stands above this room.
 */
export interface AppTransport {
  /** @throws DomainError `destination_refused` */
  open(secret: OpenedSecret): {
    /** Scheme and host, and where the provider is played, a path. */
    baseUrl: string;
    fetch: typeof globalThis.fetch;
  };
}

export const APP_TRANSPORT = Symbol('APP_TRANSPORT');

export const PAGE = 50;
