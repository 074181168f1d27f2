import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { ApprovalState, ApprovalView, Page } from '@renum/contracts';
import { TenantDatabase, type EntityManager } from '@renum/database';
import { UsersService } from '@renum/identity';
import { DomainError, tenantContext } from '@renum/platform';
import { ApprovalNews } from './approval-news';
import { approvalView, SELECT_APPROVAL, STATE, type ApprovalRow } from './approval-row';
import { printable } from './preview';

export interface ApprovalFilter {
  state?: ApprovalState;
  runId?: string;
  agentId?: string;
  /** Id of the last one of the page before. */
  cursor?: string;
  limit: number;
}

/** Approvals as people see and decide them, in the current tenant. */
@Injectable()
export class ApprovalsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly users: UsersService,
    private readonly audit: AuditService,
    private readonly news: ApprovalNews,
  ) {}

  /** Newest first. */
  async list(filter: ApprovalFilter): Promise<Page<ApprovalView>> {
    const { cursor, limit, state, runId, agentId } = filter;
    const conditions: [string, string | undefined][] = [
      ['a.id < ?::uuid', cursor],
      [`${STATE} = ?`, state],
      ['a.run_id = ?::uuid', runId],
      ['a.agent_id = ?::uuid', agentId],
    ];
    const set = conditions.filter(([, value]) => value !== undefined);
    const where = set.length > 0 ? `where ${set.map(([sql]) => sql).join(' and ')}` : '';
    const rows = await this.database.transaction((em) =>
      em.execute<ApprovalRow[]>(`${SELECT_APPROVAL} ${where} order by a.id desc limit ?`, [
        ...set.map(([, value]) => value),
        limit + 1,
      ]),
    );
    const items = await this.views(rows.slice(0, limit));
    const last = items.at(-1);
    return rows.length > limit && last ? { items, nextCursor: last.id } : { items };
  }

  async get(id: string): Promise<ApprovalView> {
    return this.view(await this.database.transaction((em) => existing(em, id)));
  }

  /**
   * A person's word, once. The call that waits goes on, or is refused with the note as its reason.
   * @throws DomainError `not_found`, or `conflict` when it was decided before or nobody waits.
   */
  async decide(
    id: string,
    state: 'approved' | 'denied',
    note: string | undefined,
  ): Promise<ApprovalView> {
    const { tenantId, actor } = tenantContext.current();
    const row = await this.database.transaction(async (em) => {
      // One statement decides who was first.
      const decided = await em.execute<{ id: string }[]>(
        `update approvals set state = ?, decided_at = now(), decided_by = ?, note = ?
          where id = ? and state = 'pending' and expires_at > now() returning id`,
        [state, actor.type === 'user' ? actor.id : null, note ? printable(note) : null, id],
      );
      const row = await existing(em, id);
      if (decided.length === 0) throw new DomainError('conflict', TOO_LATE[row.state]);
      const { runId, agentId, provider, connectionId, operation, method } = row;
      await this.audit.record(em, {
        action: `approval.${state}`,
        targetType: 'approval',
        targetId: id,
        detail: { runId, agentId, provider, connectionId, operation, method, note: row.note },
      });
      return row;
    });
    await this.news.publish([{ tenantId, id, state }]);
    return this.view(row);
  }

  private async view(row: ApprovalRow): Promise<ApprovalView> {
    const [view] = await this.views([row]);
    if (!view) throw notFound();
    return view;
  }

  private async views(rows: readonly ApprovalRow[]): Promise<ApprovalView[]> {
    const people = rows.flatMap(({ decidedBy }) => (decidedBy === null ? [] : [decidedBy]));
    const names = await this.users.named(people);
    return rows.map((row) => approvalView(row, names.get(row.decidedBy ?? '')?.email));
  }
}

const TOO_LATE: Readonly<Record<ApprovalState, string>> = {
  pending: 'This could not be decided just now. Please try again.',
  approved: 'Somebody has approved this already.',
  denied: 'Somebody has denied this already.',
  expired: 'The time to decide is over; the call was refused.',
  withdrawn: 'Nobody waits for this any more: the call or its run has ended.',
};

async function existing(em: EntityManager, id: string): Promise<ApprovalRow> {
  const [row] = await em.execute<ApprovalRow[]>(`${SELECT_APPROVAL} where a.id = ?`, [id]);
  if (!row) throw notFound();
  return row;
}

const notFound = (): DomainError => new DomainError('not_found', 'There is no such approval.');
