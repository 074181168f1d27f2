import { Injectable } from '@nestjs/common';
import type { MessageView, Page, RunState, ThreadView } from '@renum/contracts';
import { TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { actingUser } from '../acting-user';
import { AgentEntity } from '../agents/agent.entity';
import { iso, pageOf, type PageQuery } from '../paging';
import { ThreadEntity } from './thread.entity';

interface ThreadRow {
  id: string;
  agentId: string;
  agentName: string;
  title: string;
  createdAt: string;
  runId: string | null;
  runState: RunState | null;
}

const SELECT = /* sql */ `
  select t.id, t.agent_id as "agentId", a.name as "agentName", t.title,
    t.created_at as "createdAt", r.id as "runId", r.state as "runState"
  from threads t
  join agents a on a.tenant_id = t.tenant_id and a.id = t.agent_id
  left join lateral (
    select id, state from runs
    where tenant_id = t.tenant_id and thread_id = t.id order by id desc limit 1
  ) r on true`;

/** Conversations of the current tenant. */
@Injectable()
export class ThreadsService {
  constructor(private readonly database: TenantDatabase) {}

  async create({ agentId, title = '' }: { agentId: string; title?: string }): Promise<ThreadView> {
    return this.database.transaction(async (em) => {
      const agent = await em.findOne(AgentEntity, { id: agentId, archivedAt: null });
      if (!agent) throw new DomainError('not_found', 'There is no such agent.');
      const { tenantId } = tenantContext.current();
      const createdAt = new Date();
      const times = { createdAt, updatedAt: createdAt };
      const thread = { id: newId(), tenantId, agentId, title, createdBy: actingUser(), ...times };
      await em.insert(ThreadEntity, thread);
      return {
        id: thread.id,
        agentId,
        agentName: agent.name,
        title,
        createdAt: createdAt.toISOString(),
      };
    });
  }

  async get(threadId: string): Promise<ThreadView> {
    return this.database.transaction((em) => findThread(em, threadId));
  }

  /** Newest first. */
  async list({
    agentId,
    cursor,
    limit,
  }: PageQuery & { agentId?: string }): Promise<Page<ThreadView>> {
    return this.database.transaction(async (em) => {
      const rows = await em.execute<ThreadRow[]>(
        `${SELECT} where (?::uuid is null or t.id < ?::uuid) and (?::uuid is null or t.agent_id = ?::uuid)
         order by t.id desc limit ?`,
        [cursor ?? null, cursor ?? null, agentId ?? null, agentId ?? null, limit + 1],
      );
      return pageOf(rows.map(viewOf), limit);
    });
  }

  /** The conversation from its beginning; the cursor is a message's position. */
  async messages(threadId: string, { cursor, limit }: PageQuery): Promise<Page<MessageView>> {
    return this.database.transaction(async (em) => {
      await findThread(em, threadId);
      const rows = await em.execute<MessageRow[]>(
        `select id, run_id as "runId", role, content, created_at as "createdAt",
           position::text as position
         from messages where thread_id = ? and position > ?::bigint order by position limit ?`,
        [threadId, cursor ?? '0', limit + 1],
      );
      const items = rows.slice(0, limit);
      const next = rows.length > limit ? items.at(-1)?.position : undefined;
      return { items: items.map(messageViewOf), ...(next && { nextCursor: next }) };
    });
  }
}

type MessageRow = MessageView & { position: string };

const messageViewOf = ({ position: _position, ...row }: MessageRow): MessageView => ({
  ...row,
  createdAt: iso(row.createdAt),
});

async function findThread(em: EntityManager, threadId: string): Promise<ThreadView> {
  const [row] = await em.execute<ThreadRow[]>(`${SELECT} where t.id = ?`, [threadId]);
  if (!row) throw new DomainError('not_found', 'There is no such thread.');
  return viewOf(row);
}

const viewOf = ({ runId, runState, createdAt, ...row }: ThreadRow): ThreadView => ({
  ...row,
  createdAt: iso(createdAt),
  ...(runId && runState && { lastRun: { id: runId, state: runState } }),
});
