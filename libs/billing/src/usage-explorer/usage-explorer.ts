import { Injectable } from '@nestjs/common';
import {
  CURRENCY,
  type UsageGroup,
  type UsagePointView,
  type UsageRowView,
  type UsageSeriesView,
  type UsageView,
} from '@renum/contracts';
import { PlatformDatabase, TenantDatabase, type EntityManager } from '@renum/database';
import type { CalendarSpan } from '@renum/platform';
import { explorerSql, spansOf } from './explorer-sql';
import { addSums, figuresOf, type Sums } from './figures';
import { labelsOf } from './labels';
import type { AnyUsageGroup, UsageQuestion } from './question';

interface Row extends Sums {
  /** Null: all groups too small for a row of their own. */
  key: string | null;
  /** From 1; null: the whole group. */
  bucket: number | null;
}

const OTHERS = { key: 'others', label: 'Others', others: true } as const;

export type AnyUsageView = Omit<UsageView, 'groupBy'> & { groupBy: AnyUsageGroup };
type Label = (key: string) => string;

/** Answers questions about usage from hourly sums; at the edges of a range, from the events. */
@Injectable()
export class UsageExplorer {
  constructor(
    private readonly tenants: TenantDatabase,
    private readonly platform: PlatformDatabase,
  ) {}

  /** Of the current tenant. */
  explore(question: UsageQuestion & { groupBy: UsageGroup }): Promise<UsageView> {
    return this.tenants.transaction(async (em) => ({
      ...(await answer(em, question)),
      groupBy: question.groupBy,
    }));
  }

  /** Of all tenants, or of the one that is asked for: for operators. */
  exploreAll(question: UsageQuestion): Promise<AnyUsageView> {
    return this.platform.transaction((em) => answer(em, question));
  }
}

async function answer(em: EntityManager, question: UsageQuestion): Promise<AnyUsageView> {
  const { from, to, timeZone, groupBy, bucket } = question;
  const spans = spansOf(question);
  const { sql, parameters } = explorerSql(question, spans);
  // A month of hours is grouped in memory then, and not sorted on disk.
  await em.execute(`set local work_mem = '32MB'`);
  const rows = await em.execute<Row[]>(sql, parameters);
  const wholes = rows.filter((row) => row.bucket === null);
  const steps = rows.filter((row) => row.bucket !== null);
  const label = await labelsOf(
    em,
    groupBy,
    wholes.flatMap(({ key }) => key ?? []),
  );
  const byTime = groupBy === 'day';
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    timeZone,
    groupBy,
    currency: CURRENCY,
    totals: figuresOf(addSums(wholes)),
    rows: byTime ? dayRows(steps, spans) : wholes.map((row) => rowView(row, label)),
    ...(spans.length > 0 && { buckets: spans.map(({ name }) => name) }),
    ...(bucket && !byTime && { series: seriesOf(steps, spans, label) }),
  };
}

const named = (key: string | null, label: Label) =>
  key === null ? OTHERS : { key, label: label(key) };

const rowView = (row: Row, label: Label): UsageRowView => ({
  ...named(row.key, label),
  ...figuresOf(row),
});

const nameOf = (row: Row, spans: readonly CalendarSpan[]): string =>
  spans[(row.bucket ?? 0) - 1]?.name ?? '';

/** Only days on which something happened. */
const dayRows = (steps: readonly Row[], spans: readonly CalendarSpan[]): UsageRowView[] =>
  steps.map((row) => {
    const day = nameOf(row, spans);
    return { key: day, label: day, ...figuresOf(row) };
  });

function seriesOf(
  steps: readonly Row[],
  spans: readonly CalendarSpan[],
  label: Label,
): UsageSeriesView {
  const groups = [...new Set(steps.map(({ key }) => key))].map((key) => named(key, label));
  const points = steps.map((row): UsagePointView => ({
    bucket: nameOf(row, spans),
    key: row.key ?? OTHERS.key,
    ...figuresOf(row),
  }));
  return { groups, points };
}
