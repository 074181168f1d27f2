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
  coalesce(sum(u.calls) filter (where u.kind = 'llm'), 0)::text as llm_calls,
  coalesce(sum(u.calls) filter (where u.kind = 'tool'), 0)::text as tool_calls,
  coalesce(sum(u.input_tokens), 0)::text as input_tokens,
  coalesce(sum(u.output_tokens), 0)::text as output_tokens,
  coalesce(sum(u.cache_read_tokens), 0)::text as cache_read_tokens,
  coalesce(sum(u.cache_write_tokens), 0)::text as cache_write_tokens,
  coalesce(sum(u.estimated_events), 0)::text as estimated_events`;

/** Single events, in the form of their sums. */
const EVENTS = /* sql */ `
  select tenant_id, run_id, occurred_at as hour, kind, agent_id, user_id, provider, model, operation,
    1 as calls, estimated::int as estimated_events, cost_nano, input_tokens, output_tokens,
    cache_read_tokens, cache_write_tokens
  from usage_events`;

/**
 * A range: whole hours from their sums, so that a month of millions of events is some thousand rows;
 * what it begins and ends with from the events themselves. Its parameters are `rangeOf`'s.
 */
const RANGE = /* sql */ `(
  select tenant_id, null::uuid as run_id, hour, kind, agent_id, user_id, provider, model, operation,
    calls, estimated_events, cost_nano, input_tokens, output_tokens, cache_read_tokens,
    cache_write_tokens
  from usage_hourly where hour >= ? and hour < ?
  union all ${EVENTS} where occurred_at >= ? and occurred_at < ?
  union all ${EVENTS} where occurred_at >= ? and occurred_at < ?) u`;

const HOUR_MS = 3_600_000;

/** The whole hours, then what is left before and after them. */
function rangeOf(from: Date, to: Date): string[] {
  const first = Math.ceil(from.getTime() / HOUR_MS) * HOUR_MS;
  const last = Math.floor(to.getTime() / HOUR_MS) * HOUR_MS;
  const parts =
    first < last
      ? [first, last, from.getTime(), first, last, to.getTime()]
      : [first, first, from.getTime(), to.getTime(), first, first];
  return parts.map((part) => new Date(part).toISOString());
}

/** Key and label of a group. A tool call has no model: its operation stands there instead. */
const GROUPS: Record<UsageGroup, { key: string; label: string; join?: string; order: string }> = {
  day: {
    key: `to_char(u.hour at time zone 'UTC', 'YYYY-MM-DD')`,
    label: `to_char(u.hour at time zone 'UTC', 'YYYY-MM-DD')`,
    order: 'key',
  },
  agent: {
    key: 'u.agent_id::text',
    label: `coalesce(max(a.name), 'Deleted agent')`,
    join: 'left join agents a on a.tenant_id = u.tenant_id and a.id = u.agent_id',
    order: 'sum(u.cost_nano) desc, key',
  },
  member: {
    key: `coalesce(u.user_id::text, '')`,
    label: `coalesce(u.user_id::text, '')`,
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
    const [sums] = await em.execute<Sums[]>(`select ${SUMS} from (${EVENTS} where run_id = ?) u`, [
      runId,
    ]);
    return runTotalsOf(sums);
  }

  /** The totals of several runs in one query, for lists. Runs without usage are not in the map. */
  async runsTotals(em: EntityManager, runIds: readonly string[]): Promise<Map<string, RunTotals>> {
    const rows = await em.execute<(Sums & { run_id: string })[]>(
      `select u.run_id::text as run_id, ${SUMS} from (${EVENTS}
       where run_id in (select jsonb_array_elements_text(cast(? as jsonb))::uuid)) u
       group by u.run_id`,
      [JSON.stringify(runIds)],
    );
    return new Map(rows.map((row) => [row.run_id, runTotalsOf(row)]));
  }

  async query(filter: UsageFilter): Promise<UsageView> {
    const { key, label, join, order } = GROUPS[filter.groupBy];
    const where = filter.agentId ? 'where u.agent_id = ?' : '';
    const parameters = [
      ...rangeOf(filter.from, filter.to),
      ...(filter.agentId ? [filter.agentId] : []),
    ];
    // Labels that are constant in a group are grouped along; an aggregate label is not.
    const groups = label.includes('max(') ? key : `${key}, ${label}`;
    return this.database.transaction(async (em) => {
      const rows = await em.execute<(Sums & { key: string; label: string })[]>(
        `select ${key} as key, ${label} as label, ${SUMS}
         from ${RANGE} ${join ?? ''} ${where} group by ${groups} order by ${order}`,
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
