import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import { AuditService } from '@renum/audit';
import type { InvitationView, Page, TenantView } from '@renum/contracts';
import { PlatformDatabase, UniqueConstraintViolationException } from '@renum/database';
import { AccessChanges } from '@renum/identity';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { InvitationsService } from './invitations.service';
import { TenantEntity, type Tenant } from './tenant.entity';
import { tenantViewOf, TENANT_COUNTS_SQL, type TenantCounts } from './tenant-view';

export interface NewTenant {
  name: string;
  slug: string;
  demo?: boolean;
}

/** All tenants, for operators and the seed. */
@Injectable()
export class TenantsService {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly invitations: InvitationsService,
    private readonly audit: AuditService,
    private readonly changes: AccessChanges,
  ) {}

  /** Newest first. */
  async list(query: { cursor?: string; limit: number }): Promise<Page<TenantView>> {
    return this.database.transaction(async (em) => {
      const where = {
        kind: 'company' as const,
        ...(query.cursor && { id: { $lt: query.cursor } }),
      };
      const options = { orderBy: { id: 'desc' as const }, limit: query.limit + 1 };
      const rows = await em.find(TenantEntity, where, options);
      const page = rows.slice(0, query.limit);
      const items = await withCounts(em, page);
      const last = page.at(-1);
      return rows.length > query.limit && last ? { items, nextCursor: last.id } : { items };
    });
  }

  /** @throws DomainError `not_found` */
  get(id: string): Promise<TenantView> {
    return this.database.transaction(async (em) => {
      const row = await em.findOne(TenantEntity, { id, kind: 'company' });
      const [view] = row ? await withCounts(em, [row]) : [];
      if (!view) throw new DomainError('not_found', 'There is no such tenant.');
      return view;
    });
  }

  /** Makes a tenant and the invitation of its first owner, who alone chooses a password. */
  async create(
    tenant: NewTenant & { ownerEmail: string },
    operatorId: string,
  ): Promise<{ tenant: TenantView; invitation: InvitationView }> {
    try {
      return await this.database.transaction(async (em) => {
        const row = await this.insert(em, tenant);
        const invitation = await asOperator(row.id, operatorId, async () => {
          await this.audit.record(em, target(row.id, 'tenant.created', { name: row.name }));
          const owner = { email: tenant.ownerEmail, role: 'owner' as const };
          return this.invitations.issue(em, { ...owner, invitedBy: operatorId });
        });
        return { tenant: tenantViewOf(row, { members: 0, agents: 0 }), invitation };
      });
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      throw new DomainError('conflict', 'Another tenant has this short name.', { cause: error });
    }
  }

  /** The row alone, in the caller's transaction. */
  async insert(em: EntityManager, { name, slug, demo = false }: NewTenant): Promise<Tenant> {
    const now = new Date();
    const state = 'active' as const;
    const kind = 'company' as const;
    const row = { id: newId(), name, slug, state, demo, kind, createdAt: now, updatedAt: now };
    await em.insert(TenantEntity, row);
    return row;
  }

  /** Suspends or activates; repeating it changes nothing. */
  async setState(id: string, state: TenantView['state'], operatorId: string): Promise<TenantView> {
    const view = await this.database.transaction(async (em) => {
      const row = await em.findOne(TenantEntity, { id, kind: 'company' });
      if (!row) throw new DomainError('not_found', 'There is no such tenant.');
      if (row.state !== state) {
        row.state = state;
        const action = state === 'suspended' ? 'tenant.suspended' : 'tenant.activated';
        await asOperator(id, operatorId, () => this.audit.record(em, target(id, action)));
      }
      const [counted] = await withCounts(em, [row]);
      return counted ?? tenantViewOf(row, { members: 0, agents: 0 });
    });
    await this.changes.announce({ tenantId: id });
    return view;
  }
}

/** Operators act in no tenant; what they do to one is written in that one's log. */
const asOperator = <T>(tenantId: string, id: string, work: () => Promise<T>): Promise<T> =>
  tenantContext.run({ tenantId, actor: { type: 'user', id } }, work);

const target = (targetId: string, action: string, detail?: Record<string, unknown>) => ({
  action,
  targetType: 'tenant',
  targetId,
  detail,
});

async function withCounts(em: EntityManager, tenants: readonly Tenant[]): Promise<TenantView[]> {
  if (tenants.length === 0) return [];
  const ids = tenants.map(({ id }) => id);
  const rows = await em.execute<(TenantCounts & { id: string })[]>(TENANT_COUNTS_SQL, [ids]);
  const counts = new Map(rows.map((row) => [row.id, row]));
  return tenants.map((row) => tenantViewOf(row, counts.get(row.id) ?? { members: 0, agents: 0 }));
}
