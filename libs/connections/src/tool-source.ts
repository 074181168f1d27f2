import type { OpenedSecret } from '@renum/vault';
import type { Connection } from './connection.entity';

/** All that is needed to speak to a connection's server. */
export type ConnectionPlace = Pick<
  Connection,
  'id' | 'kind' | 'name' | 'url' | 'transport' | 'settings'
>;

/**
 * Reads what a server offers. A port: dialling safely is the proxy's craft, which stands above this
 * room, so the app hands an implementation in.
 */
export interface ToolSource {
  /**
   * All tools, as the server describes them.
   * @throws DomainError `authorization_needed`, `upstream_unreachable`, `upstream_timeout`,
   * `response_too_large`, `destination_refused`
   */
  read(place: ConnectionPlace, secret: OpenedSecret | undefined): Promise<unknown[]>;
}

export const TOOL_SOURCE = Symbol('TOOL_SOURCE');
