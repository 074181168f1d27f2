import { CONNECTION_KINDS, CONNECTION_STATES } from '@renum/contracts';
import {
  createdAt,
  jsonb,
  moment,
  oneOf,
  tenantEntity,
  text,
  updatedAt,
  uuid,
  type InferEntity,
} from '@renum/database';
import type { OfferedTool } from './tool-pins';

/** What a kind of connection needs to know, none of it secret. */
export interface ConnectionSettings {
  /** The app behind it, at Composio and Pipedream. */
  app?: string;
  /** The account there, by its provider's own id. */
  externalId?: string;
  /** Sent with every message. */
  headers?: Record<string, string>;
  /** Where the secret goes, if not into `authorization: Bearer …`. */
  secretHeader?: string;
  /** What one tool call costs, in nano-units, as a decimal string. */
  callPriceNano?: string;
}

/** A tenant's link to an MCP server, or to an account at Composio or Pipedream. */
export const ConnectionEntity = tenantEntity('connections', {
  kind: oneOf(CONNECTION_KINDS),
  name: text(),
  url: text(),
  transport: oneOf(['http', 'sse']),
  credentialId: uuid().nullable(),
  settings: jsonb<ConnectionSettings>(),
  state: oneOf(CONNECTION_STATES),
  detail: text(),
  offeredTools: jsonb<OfferedTool[]>(),
  offeredHash: text().nullable(),
  checkedAt: moment().nullable(),
  approvedTools: jsonb<OfferedTool[]>(),
  approvedHash: text().nullable(),
  approvedAt: moment().nullable(),
  approvedBy: uuid().nullable(),
  createdBy: uuid().nullable(),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
});
export type Connection = InferEntity<typeof ConnectionEntity>;

export const connectionEntities = [ConnectionEntity];
