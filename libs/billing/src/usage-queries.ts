import { Injectable } from '@nestjs/common';
import { CURRENCY, type UsageGroup, type UsageRowView, type UsageView } from '@renum/contracts';
import { TenantDatabase, type EntityManager } from '@renum/database';

export interface UsageFilter {
  from: Date;
  /** Exclusive. */
  to: Date;
  groupBy: UsageGroup;
  agentId?: string;
}

/** What a run has used up so far, from the events themselves. */
export interface RunTotals {
  costNano: bigint;
  currency: string;
  inputTokens: number;
  outputTokens: number;
  llmCalls: number;
  toolCalls: number;
}

/** Bigints come as text; token sums stay far below 2^53. */
type Sums = Record<
  | 'cost_nano'
  | 'llm_calls'
  | 'tool_calls'
  | 'input_tokens'
  | 'output_tokens'
  | 'cache_read_tokens'
  | 'cache_write_tokens'
  | 'estimated_events',
  string
>;

const SUMS = /* sql */ `
  coalesce(sum(u.cost_nano), 0)::text as cost_nano,
  count(*) filter (where u.kind = 'llm')::text as llm_calls,
  count(*) filter (where u.kind = 'tool')::text as tool_calls,
  coalesce(sum(u.input_tokens), 0)::text as input_tokens,
  coalesce(sum(u.output_tokens), 0)::text as output_tokens,
  coalesce(sum(u.cache_read_tokens), 0)::text as cache_read_tokens,
  coalesce(sum(u.cache_write_tokens), 0)::text as cache_write_tokens,
  count(*) filter (where u.estimated)::text as estimated_events`;

/** Key and label of a group. A tool call has no model: its operation stands there instead. */
const GROUPS: Record<UsageGroup, { key: string; label: string; join?: string; order: string }> = {
  day: {
    key: `to_char(u.occurred_at at time zone 'UTC', 'YYYY-MM-DD')`,
    label: `to_char(u.occurred_at at time zone 'UTC', 'YYYY-MM-DD')`,
    order: 'key',
  },
  agent: {
    key: 'u.agent_id::text',
    label: `coalesce(max(a.name), 'Deleted agent')`,
    join: 'left join agents a on a.tenant_id = u.tenant_id and a.id = u.agent_id',
    order: 'sum(u.cost_nano) desc, key',
  },
  provider: { key: 'u.provider', label: 'u.provider', order: 'sum(u.cost_nano) desc, key' },
  model: {
    key: `u.provider || '/' || coalesce(u.model, u.operation)`,
    label: `coalesce(u.model, u.provider || ' ' || u.operation)`,
    order: 'sum(u.cost_nano) desc, key',
  },
};

/** Reads the current tenant's usage. */
@Injectable()
export class UsageQueries {
  constructor(private readonly database: TenantDatabase) {}

  /** In the caller's transaction. */
  async runTotals(em: EntityManager, runId: string): Promise<RunTotals> {
    const [sums] = await em.execute<Sums[]>(
      `select ${SUMS} from usage_events u where u.run_id = ?`,
      [runId],
    );
    return runTotalsOf(sums);
  }

  /** The totals of several runs in one query, for lists. Runs without usage are not in the map. */
  async runsTotals(em: EntityManager, runIds: readonly string[]): Promise<Map<string, RunTotals>> {
    const rows = await em.execute<(Sums & { run_id: string })[]>(
      `select u.run_id::text as run_id, ${SUMS} from usage_events u
       where u.run_id in (select jsonb_array_elements_text(cast(? as jsonb))::uuid)
       group by u.run_id`,
      [JSON.stringify(runIds)],
    );
    return new Map(rows.map((row) => [row.run_id, runTotalsOf(row)]));
  }

  async query(filter: UsageFilter): Promise<UsageView> {
    const { key, label, join, order } = GROUPS[filter.groupBy];
    const where = `u.occurred_at >= ? and u.occurred_at < ?${filter.agentId ? ' and u.agent_id = ?' : ''}`;
    const parameters = [
      filter.from.toISOString(),
      filter.to.toISOString(),
      ...(filter.agentId ? [filter.agentId] : []),
    ];
    // Labels that are constant in a group are grouped along; an aggregate label is not.
    const groups = label.includes('max(') ? key : `${key}, ${label}`;
    return this.database.transaction(async (em) => {
      const rows = await em.execute<(Sums & { key: string; label: string })[]>(
        `select ${key} as key, ${label} as label, ${SUMS}
         from usage_events u ${join ?? ''} where ${where} group by ${groups} order by ${order}`,
        parameters,
      );
      return {
        from: filter.from.toISOString(),
        to: filter.to.toISOString(),
        groupBy: filter.groupBy,
        currency: CURRENCY,
        totals: totalsOf(rows),
        rows: rows.map((row) => ({ key: row.key, label: row.label, ...figuresOf(row) })),
      };
    });
  }
}

type Figures = Omit<UsageRowView, 'key' | 'label'>;

const figuresOf = (sums: Sums): Figures => ({
  costNano: sums.cost_nano,
  llmCalls: Number(sums.llm_calls),
  toolCalls: Number(sums.tool_calls),
  inputTokens: Number(sums.input_tokens),
  outputTokens: Number(sums.output_tokens),
  cacheReadTokens: Number(sums.cache_read_tokens),
  cacheWriteTokens: Number(sums.cache_write_tokens),
  estimatedEvents: Number(sums.estimated_events),
});

const NOTHING: Figures = {
  costNano: '0',
  llmCalls: 0,
  toolCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  estimatedEvents: 0,
};

/** Every event is in exactly one group, so the rows add up to the whole. */
const totalsOf = (rows: readonly Sums[]): Figures =>
  rows.map(figuresOf).reduce(
    (a, b) => ({
      costNano: String(BigInt(a.costNano) + BigInt(b.costNano)),
      llmCalls: a.llmCalls + b.llmCalls,
      toolCalls: a.toolCalls + b.toolCalls,
      inputTokens: a.inputTokens + b.inputTokens,
      outputTokens: a.outputTokens + b.outputTokens,
      cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
      cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
      estimatedEvents: a.estimatedEvents + b.estimatedEvents,
    }),
    NOTHING,
  );

function runTotalsOf(sums: Sums | undefined): RunTotals {
  const figures = sums ? figuresOf(sums) : NOTHING;
  const { inputTokens, outputTokens, llmCalls, toolCalls } = figures;
  return {
    costNano: BigInt(figures.costNano),
    currency: CURRENCY,
    inputTokens,
    outputTokens,
    llmCalls,
    toolCalls,
  };
}
