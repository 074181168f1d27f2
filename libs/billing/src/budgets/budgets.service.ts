import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type {
  BudgetAlertView,
  BudgetBurnDownView,
  BudgetPeriod,
  BudgetScope,
  BudgetView,
  Page,
} from '@renum/contracts';
import { TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { listAlerts } from './budget-alert-rows';
import { BudgetFiguresReader } from './budget-figures';
import { conflictOf, notFound, storedOf, type DbBudget } from './budget-rows';
import { listBudgets, SELECT, viewsOf } from './budget-views';
import { burnDownOf } from './burn-down';

export interface NewBudget {
  scope: BudgetScope;
  /** For `agent`. */
  agentId?: string;
  /** For `app`. */
  apiKeyId?: string;
  /** For `provider`. */
  provider?: string;
  period: BudgetPeriod;
  limitNano: bigint;
}

/** A tenant has few; more are refused, since each is at hand in every process. */
const MOST_BUDGETS = 500;

/** A tenant's budgets. Every process of the data plane learns of a change within seconds. */
@Injectable()
export class BudgetsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly figures: BudgetFiguresReader,
    private readonly audit: AuditService,
  ) {}

  /** Newest first. */
  list(page: { cursor?: string; limit: number }): Promise<Page<BudgetView>> {
    return this.database.transaction((em) => listBudgets(em, this.figures, page));
  }

  /** @throws DomainError `not_found` */
  get(id: string): Promise<BudgetView> {
    return this.database.transaction((em) => this.view(em, id));
  }

  /** @throws DomainError `not_found` */
  burnDown(id: string): Promise<BudgetBurnDownView> {
    return this.database.transaction(async (em) => {
      const [row] = await em.execute<DbBudget[]>(`${SELECT} where b.id = ?`, [id]);
      if (!row) throw notFound();
      return burnDownOf(em, storedOf(row));
    });
  }

  /** Of all budgets, newest first. */
  alerts(page: { cursor?: string; limit: number }): Promise<Page<BudgetAlertView>> {
    return this.database.transaction((em) => listAlerts(em, page));
  }

  /** @throws DomainError `not_found` for an agent or key that is none of the tenant's; `conflict` */
  create(budget: NewBudget): Promise<BudgetView> {
    const id = newId();
    const { tenantId, actor } = tenantContext.current();
    const { scope, agentId, apiKeyId, provider, period, limitNano } = budget;
    return this.change(async (em) => {
      if (agentId) await mustBeAgent(em, agentId);
      if (apiKeyId) await mustBeKey(em, apiKeyId);
      await mustHaveRoom(em);
      await em.execute(
        `insert into budgets (id, tenant_id, scope, agent_id, api_key_id, provider, period,
           limit_nano, created_by)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          id,
          tenantId,
          scope,
          agentId ?? null,
          apiKeyId ?? null,
          provider ?? null,
          period,
          String(limitNano),
          actor.type === 'user' ? (actor.id ?? null) : null,
        ],
      );
      await this.record(em, 'budget.created', id, { ...budget, limitNano: String(limitNano) });
      return this.view(em, id);
    });
  }

  /** @throws DomainError `not_found` */
  setLimit(id: string, limitNano: bigint): Promise<BudgetView> {
    return this.change(async (em) => {
      const before = await this.view(em, id);
      await em.execute('update budgets set limit_nano = ?, updated_at = now() where id = ?', [
        String(limitNano),
        id,
      ]);
      const detail = { from: before.limit.nano, to: String(limitNano) };
      await this.record(em, 'budget.limit_changed', id, detail);
      return this.view(em, id);
    });
  }

  /** @throws DomainError `not_found` */
  remove(id: string): Promise<void> {
    return this.change(async (em) => {
      const { scope, period, limit } = await this.view(em, id);
      await em.execute('delete from budgets where id = ?', [id]);
      await this.record(em, 'budget.deleted', id, { scope, period, limitNano: limit.nano });
    });
  }

  private async view(em: EntityManager, id: string): Promise<BudgetView> {
    const rows = await em.execute<DbBudget[]>(`${SELECT} where b.id = ?`, [id]);
    const [view] = await viewsOf(em, this.figures, rows);
    if (!view) throw notFound();
    return view;
  }

  private async change<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.database.transaction(work);
    } catch (error) {
      throw conflictOf(error);
    }
  }

  private record(
    em: EntityManager,
    action: string,
    targetId: string,
    detail: Record<string, unknown>,
  ): Promise<void> {
    return this.audit.record(em, { action, targetType: 'budget', targetId, detail });
  }
}

async function mustBeAgent(em: EntityManager, agentId: string): Promise<void> {
  const found = await em.execute('select 1 from agents where id = ? and archived_at is null', [
    agentId,
  ]);
  if (found.length === 0) throw new DomainError('not_found', 'There is no such agent.');
}

async function mustBeKey(em: EntityManager, apiKeyId: string): Promise<void> {
  const found = await em.execute('select 1 from api_keys where id = ? and revoked_at is null', [
    apiKeyId,
  ]);
  if (found.length === 0) throw new DomainError('not_found', 'There is no such API key.');
}

async function mustHaveRoom(em: EntityManager): Promise<void> {
  const [row] = await em.execute<{ count: string }[]>(
    'select count(*)::text as count from budgets',
  );
  if (Number(row?.count) >= MOST_BUDGETS) {
    throw new DomainError('conflict', `There are ${MOST_BUDGETS} budgets already.`);
  }
}
