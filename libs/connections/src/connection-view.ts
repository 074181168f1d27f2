import type { ConnectionView } from '@renum/contracts';
import type { Connection } from './connection.entity';
import { toolViews } from './tool-pins';

/** A connection as anyone of its tenant may see it. */
export const connectionView = (row: Connection): ConnectionView => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  url: row.url,
  transport: row.transport,
  ...(row.settings.app !== undefined && { app: row.settings.app }),
  ...(row.credentialId != null && { credentialId: row.credentialId }),
  state: row.state,
  ...(row.detail !== '' && { detail: row.detail }),
  tools: toolViews(row.offeredTools, row.approvedTools),
  ...(row.offeredHash != null && { offeredHash: row.offeredHash }),
  ...(row.approvedAt != null && { approvedAt: row.approvedAt.toISOString() }),
  ...(row.checkedAt != null && { checkedAt: row.checkedAt.toISOString() }),
  createdAt: row.createdAt.toISOString(),
});
