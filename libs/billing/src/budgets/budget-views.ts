import type { BudgetView, Page } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import type { BudgetFiguresReader } from './budget-figures';
import { COLUMNS, storedOf, type DbBudget } from './budget-rows';

/** Budgets of tenants with the names of what they are for. */
export const SELECT = `select ${COLUMNS}, b.tenant_id, b.scope, b.agent_id, b.api_key_id, b.provider,
  a.name as agent_name, k.name as api_key_name
from budgets b left join agents a on a.tenant_id = b.tenant_id and a.id = b.agent_id
  left join api_keys k on k.tenant_id = b.tenant_id and k.id = b.api_key_id`;

/** With how far they are used up, in the order of `rows`. */
export async function viewsOf(
  em: EntityManager,
  reader: BudgetFiguresReader,
  rows: readonly DbBudget[],
): Promise<BudgetView[]> {
  const figures = await reader.of(em, 'budget_alerts', rows.map(storedOf));
  return rows.flatMap((row, index) => {
    const its = figures[index];
    if (!its || !row.scope) return [];
    return [
      {
        id: row.id,
        scope: row.scope,
        agentId: row.agent_id ?? undefined,
        agentName: row.agent_name ?? undefined,
        apiKeyId: row.api_key_id ?? undefined,
        apiKeyName: row.api_key_name ?? undefined,
        provider: row.provider ?? undefined,
        ...its,
      },
    ];
  });
}

/** Newest first; of one tenant where row level security does not say which. */
export async function listBudgets(
  em: EntityManager,
  reader: BudgetFiguresReader,
  { cursor, limit, tenantId }: { cursor?: string; limit: number; tenantId?: string },
): Promise<Page<BudgetView>> {
  const rows = await em.execute<DbBudget[]>(
    `${SELECT} where ${cursor ? 'b.id < ?' : 'true'} and ${tenantId ? 'b.tenant_id = ?' : 'true'}
     order by b.id desc limit ?`,
    [...(cursor ? [cursor] : []), ...(tenantId ? [tenantId] : []), limit + 1],
  );
  const items = await viewsOf(em, reader, rows.slice(0, limit));
  const last = items.at(-1);
  return rows.length > limit && last ? { items, nextCursor: last.id } : { items };
}
