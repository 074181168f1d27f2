import type { InstanceView, Page } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { iso, pageOf, type PageQuery } from '../paging';

interface Row extends Omit<InstanceView, 'containerId' | 'createdAt' | 'lastUsedAt'> {
  containerId: string | null;
  createdAt: string;
  lastUsedAt: string;
}

/** Instances of all tenants that are not gone, for operators; `em` must be the platform's. */
export async function instanceViews(
  em: EntityManager,
  { cursor, limit }: PageQuery,
): Promise<Page<InstanceView>> {
  const rows = await em.execute<Row[]>(
    `select i.id, i.tenant_id as "tenantId", t.name as "tenantName", i.thread_id as "threadId",
       a.name as "agentName", i.state, i.container_id as "containerId",
       i.worker_id as "workerId", i.created_at as "createdAt", i.last_used_at as "lastUsedAt"
     from instances i
     join tenants t on t.id = i.tenant_id
     join threads th on th.id = i.thread_id
     join agents a on a.id = th.agent_id
     where i.state <> 'gone' and (?::uuid is null or i.id < ?::uuid)
     order by i.id desc limit ?`,
    [cursor ?? null, cursor ?? null, limit + 1],
  );
  return pageOf(rows.map(viewOf), limit);
}

const viewOf = ({ containerId, createdAt, lastUsedAt, ...row }: Row): InstanceView => ({
  ...row,
  ...(containerId && { containerId }),
  createdAt: iso(createdAt),
  lastUsedAt: iso(lastUsedAt),
});
