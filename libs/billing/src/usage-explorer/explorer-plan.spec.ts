import { withConnection } from '@renum/database';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { explorerSql, spansOf } from './explorer-sql';
import type { UsageQuestion } from './question';

interface Step {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: Step[];
}

/** How PostgreSQL answers a tenant's questions where others have used far more. */
describe('the plan of the explorer', () => {
  let db: TestDatabase;
  let small: TestTenant;

  beforeAll(async () => {
    db = await createTestDatabase();
    small = await testTenant(db);
    const big = await testTenant(db);
    const hours = (tenantId: string, agents: number) =>
      db.platform.transaction((em) =>
        em.execute(
          `insert into usage_hourly (tenant_id, hour, kind, agent_id, provider, model, operation,
             calls, failed_calls, estimated_events, cost_nano, input_tokens, cache_read_tokens,
             cache_write_tokens, output_tokens, quantity_milli, request_bytes, response_bytes,
             duration_ms)
           select ?, timestamptz '2026-11-01Z' + h * interval '1 hour', 'llm', gen_random_uuid(),
             'openai', 'gpt-4.1-mini', 'chat.completions', 7, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1
           from generate_series(0, 719) h, generate_series(1, ?::int)`,
          [tenantId, agents],
        ),
      );
    await hours(big.id, 100);
    await hours(small.id, 1);
    await withConnection(db.ownerUrl, (em) => em.execute('analyze usage_hourly'));
  });
  afterAll(() => db.drop());

  const MONTH: UsageQuestion = {
    from: new Date('2026-11-01'),
    to: new Date('2026-12-01'),
    timeZone: 'Europe/Berlin',
    groupBy: 'day',
    top: 8,
    measure: 'cost',
  };

  it.each([
    { groupBy: 'day' },
    { groupBy: 'model', bucket: 'hour' },
    { groupBy: 'agent', bucket: 'week', provider: 'openai' },
  ] satisfies Partial<UsageQuestion>[])(
    'of %j reads the tenant’s own hours by index, and no event',
    async (more) => {
      const question = { ...MONTH, ...more };
      const { sql, parameters } = explorerSql(question, spansOf(question));
      const rows = await small.run(() =>
        db.tenants.transaction((em) =>
          em.execute<{ 'QUERY PLAN': [{ Plan: Step }] }[]>(
            `explain (analyze, format json) ${sql}`,
            parameters,
          ),
        ),
      );
      const walk = (step: Step): Step[] => [step, ...(step.Plans ?? []).flatMap(walk)];
      const top = rows[0]?.['QUERY PLAN'][0].Plan;
      const steps = top ? walk(top) : [];
      const read = (table: RegExp) =>
        steps
          .filter((step) => table.test(step['Relation Name'] ?? ''))
          .map((step) => step['Actual Rows'] + (step['Rows Removed by Filter'] ?? 0));
      expect(Math.max(...read(/^usage_hourly$/))).toBe(720);
      expect(read(/^(m\d{6}|other)$/).filter((count) => count > 0)).toEqual([]);
    },
  );
});
