import { Injectable } from '@nestjs/common';
import { CURRENCY } from '@renum/contracts';
import type { EntityManager } from '@renum/database';

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
  'cost_nano' | 'llm_calls' | 'tool_calls' | 'input_tokens' | 'output_tokens',
  string
>;

const SUMS = /* sql */ `
  coalesce(sum(cost_nano), 0)::text as cost_nano,
  count(*) filter (where kind = 'llm')::text as llm_calls,
  count(*) filter (where kind = 'tool')::text as tool_calls,
  coalesce(sum(input_tokens), 0)::text as input_tokens,
  coalesce(sum(output_tokens), 0)::text as output_tokens`;

/** What runs have used, in the caller's transaction. */
@Injectable()
export class UsageQueries {
  async runTotals(em: EntityManager, runId: string): Promise<RunTotals> {
    const [sums] = await em.execute<Sums[]>(`select ${SUMS} from usage_events where run_id = ?`, [
      runId,
    ]);
    return runTotalsOf(sums);
  }

  /** The totals of several runs in one query, for lists. Runs without usage are not in the map. */
  async runsTotals(em: EntityManager, runIds: readonly string[]): Promise<Map<string, RunTotals>> {
    const rows = await em.execute<(Sums & { run_id: string })[]>(
      `select run_id::text as run_id, ${SUMS} from usage_events
       where run_id in (select jsonb_array_elements_text(cast(? as jsonb))::uuid)
       group by run_id`,
      [JSON.stringify(runIds)],
    );
    return new Map(rows.map((row) => [row.run_id, runTotalsOf(row)]));
  }
}

const runTotalsOf = (sums?: Sums): RunTotals => ({
  costNano: BigInt(sums?.cost_nano ?? 0),
  currency: CURRENCY,
  inputTokens: Number(sums?.input_tokens ?? 0),
  outputTokens: Number(sums?.output_tokens ?? 0),
  llmCalls: Number(sums?.llm_calls ?? 0),
  toolCalls: Number(sums?.tool_calls ?? 0),
});
