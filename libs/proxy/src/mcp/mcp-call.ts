import type { LiveConnection } from '@renum/connections';
import type { InstanceIdentity } from '@renum/contracts';
import type { ProviderManifest } from '@renum/providers';
import type { ReadyCredential } from '../flow/credentials';
import type { Exchange } from '../flow/exchange';
import type { Meter } from '../flow/meter';
import type { Inspect } from './answer-filter';
import type { McpTarget } from './target';

/** One HTTP request to a connection that was allowed, with all that is needed to carry it out. */
export interface McpCall {
  exchange: Exchange;
  identity: InstanceIdentity;
  connection: LiveConnection;
  manifest: ProviderManifest;
  target: McpTarget;
  /** Absent where the server wants none. */
  credential?: ReadyCredential;
  /** The server's own id of the session that the caller named. */
  session?: string;
  body: Buffer;
  meter: Meter;
  /** Sees every message of the answer. */
  inspect: Inspect;
}
