import { Injectable } from '@nestjs/common';
import type { BudgetBurnDownView, BudgetPeriod, PlatformBudgetView } from '@renum/contracts';
import { PlatformDatabase, type EntityManager } from '@renum/database';
import { newId } from '@renum/platform';
import { BudgetFiguresReader } from './budget-figures';
import { COLUMNS, conflictOf, notFound, storedOf, type DbBudget } from './budget-rows';
import { burnDownOf } from './burn-down';

/** Budgets of all tenants together: what the platform as a whole may spend. For operators. */
@Injectable()
export class PlatformBudgetsService {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly figures: BudgetFiguresReader,
  ) {}

  /** All: there is at most one a period. */
  list(): Promise<PlatformBudgetView[]> {
    return this.database.transaction((em) => this.views(em));
  }

  /** @throws DomainError `conflict` when the period has one */
  async create(
    { period, limitNano }: { period: BudgetPeriod; limitNano: bigint },
    userId: string,
  ): Promise<PlatformBudgetView> {
    const id = newId();
    try {
      return await this.database.transaction(async (em) => {
        await em.execute(
          'insert into platform_budgets (id, period, limit_nano, created_by) values (?, ?, ?, ?)',
          [id, period, String(limitNano), userId],
        );
        return this.one(em, id);
      });
    } catch (error) {
      throw conflictOf(error);
    }
  }

  /** @throws DomainError `not_found` */
  get(id: string): Promise<PlatformBudgetView> {
    return this.database.transaction((em) => this.one(em, id));
  }

  /** @throws DomainError `not_found` */
  burnDown(id: string): Promise<BudgetBurnDownView> {
    return this.database.transaction(async (em) => {
      const [row] = await em.execute<DbBudget[]>(
        `select ${COLUMNS} from platform_budgets b where b.id = ?`,
        [id],
      );
      if (!row) throw notFound();
      return burnDownOf(em, storedOf(row));
    });
  }

  /** @throws DomainError `not_found` */
  setLimit(id: string, limitNano: bigint): Promise<PlatformBudgetView> {
    return this.database.transaction(async (em) => {
      await em.execute(
        'update platform_budgets set limit_nano = ?, updated_at = now() where id = ?',
        [String(limitNano), id],
      );
      return this.one(em, id);
    });
  }

  /** @throws DomainError `not_found` */
  remove(id: string): Promise<void> {
    return this.database.transaction(async (em) => {
      await this.one(em, id);
      await em.execute('delete from platform_budgets where id = ?', [id]);
    });
  }

  private async one(em: EntityManager, id: string): Promise<PlatformBudgetView> {
    const [view] = await this.views(em, id);
    if (!view) throw notFound();
    return view;
  }

  private async views(em: EntityManager, id?: string): Promise<PlatformBudgetView[]> {
    const rows = await em.execute<DbBudget[]>(
      `select ${COLUMNS} from platform_budgets b where ${id ? 'b.id = ?' : 'true'} order by b.id desc`,
      id ? [id] : [],
    );
    const figures = await this.figures.of(em, 'platform_budget_alerts', rows.map(storedOf));
    return rows.flatMap(({ id: budgetId }, index) => {
      const its = figures[index];
      return its ? [{ id: budgetId, ...its }] : [];
    });
  }
}
