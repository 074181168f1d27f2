import { NO_ONE } from '@renum/contracts';
import type { UsageFilters } from './question';

export const MODEL = `u.provider || '/' || coalesce(u.model, u.operation)`;
export const OPERATION = `u.provider || '/' || u.operation`;

const COLUMNS: Record<keyof UsageFilters, string> = {
  tenantId: 'u.tenant_id',
  agentId: 'u.agent_id',
  memberId: 'u.user_id',
  apiKeyId: 'u.api_key_id',
  provider: 'u.provider',
  model: MODEL,
  operation: OPERATION,
  kind: 'u.kind',
};

/** What narrows `u`, usage by hour or single events, to what is asked for. */
export function conditionsOf(filters: UsageFilters): { conditions: string[]; values: string[] } {
  const asked = (Object.keys(COLUMNS) as (keyof UsageFilters)[]).flatMap((name) => {
    const value = filters[name];
    return value === undefined ? [] : [{ column: COLUMNS[name], value }];
  });
  return {
    conditions: asked.map(({ column, value }) =>
      value === NO_ONE ? `${column} is null` : `${column} = ?`,
    ),
    values: asked.map(({ value }) => value).filter((value) => value !== NO_ONE),
  };
}
