import type { EntityManager } from '@renum/database';
import type { Began } from './slices';

/** A sandbox with time that is not billed yet; its row is locked. Times are Unix times in ms. */
export interface DueInstance {
  id: string;
  tenantId: string;
  threadId: string;
  agentId: string;
  size: string;
  from: number;
  to: number;
}

interface BeganRow extends Omit<Began, 'userId'> {
  instanceId: string;
  createdBy: string | null;
}

const ms = (moment: string): string => `(extract(epoch from ${moment}) * 1000)::float8`;

/**
 * Up to `limit` of them. A sandbox that runs counts as far as its worker has said that it lives, so
 * that nobody pays for what a dead worker left behind; and only when some time has come together,
 * since each part is an event. Rows that another process bills at this moment are left to it.
 */
export function dueInstances(
  em: EntityManager,
  { limit, afterSeconds }: { limit: number; afterSeconds: number },
): Promise<DueInstance[]> {
  return em.execute<DueInstance[]>(
    `select i.id, i.tenant_id as "tenantId", i.thread_id as "threadId", t.agent_id as "agentId",
       i.size, ${ms('i.metered_until')} as "from", ${ms('until')} as "to"
     from instances i join threads t on t.tenant_id = i.tenant_id and t.id = i.thread_id
     left join workers w on w.id = i.worker_id
     cross join lateral (select case
       when i.ended_at is not null then i.ended_at
       when w.id is null then i.metered_until
       else date_trunc('milliseconds', least(now(), w.heartbeat_at)) end as until) as u
     where i.started_at is not null and (i.ended_at is null or i.metered_until < i.ended_at)
       and until > i.metered_until + case when i.ended_at is null
         then make_interval(secs => ?) else interval '0' end
     order by i.id limit ? for update of i skip locked`,
    [afterSeconds, limit],
  );
}

/** The runs that began in each one's unbilled time, and the last one before it. */
export async function beganIn(
  em: EntityManager,
  due: readonly DueInstance[],
): Promise<Map<string, Began[]>> {
  const rows = await em.execute<BeganRow[]>(
    `select d.id as "instanceId", r.id as "runId", r.agent_version_id as "agentVersionId",
       r.created_by as "createdBy", ${ms(`date_trunc('milliseconds', r.started_at)`)} as at
     from jsonb_to_recordset(cast(? as jsonb))
       as d (id uuid, "tenantId" uuid, "threadId" uuid, "from" float8, "to" float8)
     cross join lateral (
       (select * from runs where tenant_id = d."tenantId" and thread_id = d."threadId"
          and started_at <= to_timestamp(d."from" / 1000) order by id desc limit 1)
       union all
       (select * from runs where tenant_id = d."tenantId" and thread_id = d."threadId"
          and started_at > to_timestamp(d."from" / 1000)
          and started_at < to_timestamp(d."to" / 1000))) as r`,
    [JSON.stringify(due)],
  );
  const began = new Map<string, Began[]>(due.map(({ id }) => [id, []]));
  for (const { instanceId, createdBy, ...run } of rows)
    began.get(instanceId)?.push({ ...run, ...(createdBy && { userId: createdBy }) });
  return began;
}

/** They are billed up to here. */
export async function markMetered(em: EntityManager, due: readonly DueInstance[]): Promise<void> {
  await em.execute(
    `update instances i set metered_until = to_timestamp(d."to" / 1000)
     from jsonb_to_recordset(cast(? as jsonb)) as d (id uuid, "to" float8) where i.id = d.id`,
    [JSON.stringify(due.map(({ id, to }) => ({ id, to })))],
  );
}
