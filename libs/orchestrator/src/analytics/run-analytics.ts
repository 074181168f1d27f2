import { Injectable } from '@nestjs/common';
import { UsageExplorer, type AnyUsageView, type UsageQuestion } from '@renum/billing';
import {
  CURRENCY,
  NO_ONE,
  type RunAnalyticsView,
  type RunFailureView,
  type RunGroup,
  type UsageBucket,
} from '@renum/contracts';
import { PlatformDatabase, TenantDatabase, type EntityManager } from '@renum/database';
import { calendarSpans, type CalendarSpan } from '@renum/platform';
import { iso } from '../paging';
import { endedRunsSql, failuresSql, type RunScope } from './analytics-sql';
import { runFigures, type StateSums } from './run-figures';

export interface RunQuestion extends RunScope {
  /** Whose days they are; one that `isTimeZone` knows. */
  timeZone: string;
  bucket: UsageBucket;
}

interface SumsRow extends StateSums {
  bucket: number | null;
  key: string | null;
}

type FailureRow = Omit<RunFailureView, 'reason' | 'detail' | 'runId'> &
  Record<'reason' | 'detail' | 'runId', string | null>;

interface Ended {
  sums: SumsRow[];
  names: Map<string, string>;
  failures: FailureRow[];
}

const HOUR_MS = 3_600_000;

/** How runs went, from their hourly sums; what they cost, from the usage explorer. */
@Injectable()
export class RunAnalytics {
  constructor(
    private readonly tenants: TenantDatabase,
    private readonly platform: PlatformDatabase,
    private readonly usage: UsageExplorer,
  ) {}

  /** Of the current tenant, by agent. */
  async analyse(question: RunQuestion): Promise<RunAnalyticsView> {
    const whole = wholeHours(question);
    const [byDay, byKey, ended] = await Promise.all([
      this.usage.explore({ ...usageOf(whole), groupBy: 'day' }),
      this.usage.explore({ ...usageOf(whole), groupBy: 'agent', bucket: undefined }),
      this.tenants.transaction((em) => read(em, whole, 'agent')),
    ]);
    return viewOf(whole, 'agent', ended, { byDay, byKey });
  }

  /** Of all tenants, or of the one that is asked for: for operators. */
  async analyseAll(question: RunQuestion, groupBy: RunGroup): Promise<RunAnalyticsView> {
    const whole = wholeHours(question);
    const [byDay, byKey, ended] = await Promise.all([
      this.usage.exploreAll({ ...usageOf(whole), groupBy: 'day' }),
      this.usage.exploreAll({ ...usageOf(whole), groupBy, bucket: undefined }),
      this.platform.transaction((em) => read(em, whole, groupBy)),
    ]);
    return viewOf(whole, groupBy, ended, { byDay, byKey });
  }
}

const wholeHours = (question: RunQuestion): RunQuestion => ({
  ...question,
  from: new Date(Math.floor(question.from.getTime() / HOUR_MS) * HOUR_MS),
  to: new Date(Math.ceil(question.to.getTime() / HOUR_MS) * HOUR_MS),
});

/** What agents used, without external apps: they have no runs. */
const usageOf = (question: RunQuestion): Omit<UsageQuestion, 'groupBy'> => ({
  ...question,
  apiKeyId: NO_ONE,
  top: 1,
  measure: 'cost',
});

const spansOf = ({ bucket, timeZone, ...range }: RunQuestion): CalendarSpan[] =>
  calendarSpans(range, bucket, timeZone);

async function read(em: EntityManager, question: RunQuestion, groupBy: RunGroup): Promise<Ended> {
  await em.execute(`set local work_mem = '32MB'`);
  const runs = endedRunsSql(question, groupBy, spansOf(question));
  const sums = await em.execute<SumsRow[]>(runs.sql, runs.parameters);
  const failed = failuresSql(question);
  const failures = await em.execute<FailureRow[]>(failed.sql, failed.parameters);
  const table = groupBy === 'agent' ? 'agents' : 'tenants';
  const named = await em.execute<{ id: string; name: string }[]>(
    `select id::text as id, name from ${table}
     where id in (select jsonb_array_elements_text(cast(? as jsonb))::uuid)`,
    [JSON.stringify([...new Set(sums.flatMap(({ key }) => key ?? []))])],
  );
  return { sums, failures, names: new Map(named.map(({ id, name }) => [id, name])) };
}

interface Used {
  byDay: AnyUsageView;
  byKey: AnyUsageView;
}

function viewOf(
  question: RunQuestion,
  groupBy: RunGroup,
  { sums, names, failures }: Ended,
  { byDay, byKey }: Used,
): RunAnalyticsView {
  const { from, to, timeZone, bucket } = question;
  const usedOf = ({ rows }: AnyUsageView, key: string) => rows.find((row) => row.key === key);
  const keys = [...new Set(sums.flatMap(({ key }) => key ?? []))];
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    timeZone,
    bucket,
    groupBy,
    currency: CURRENCY,
    totals: runFigures(
      sums.filter((row) => row.bucket === null && row.key === null),
      byDay.totals,
    ),
    points: spansOf(question).map(({ name }, index) => ({
      bucket: name,
      ...runFigures(
        sums.filter((row) => row.bucket === index + 1),
        usedOf(byDay, name),
      ),
    })),
    rows: keys.map((key) => ({
      key,
      label: names.get(key) ?? 'Deleted agent',
      ...runFigures(
        sums.filter((row) => row.key === key),
        usedOf(byKey, key),
      ),
    })),
    failures: failures.map(({ reason, detail, runId, ...failure }) => ({
      ...failure,
      reason: reason ?? undefined,
      detail: detail ?? undefined,
      runId: runId ?? undefined,
      lastAt: iso(failure.lastAt),
    })),
  };
}
