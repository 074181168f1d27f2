import { NO_ONE, USAGE_BUCKETS, USAGE_GROUPS, USAGE_KINDS, USAGE_MEASURES } from '@renum/contracts';
import { addCalendarDays, DomainError, isTimeZone, startOfDay } from '@renum/platform';
import { z } from 'zod';

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 366;
/** A month, and the hour by which it may be longer. */
const MAX_MONTH_MS = 31 * DAY_MS + 60 * 60 * 1000;

const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);
const idOrNone = z.union([z.uuid(), z.literal(NO_ONE)]);

export const rangeQuery = z.object({
  from: moment
    .optional()
    .describe('A moment, or a day. Without it, 30 days before `to`.')
    .meta({ examples: ['2026-11-01'] }),
  to: moment
    .optional()
    .describe('A moment (exclusive), or a day (included). Without it, now.')
    .meta({ examples: ['2026-11-30'] }),
  timeZone: z
    .string()
    .max(64)
    .refine(isTimeZone, 'a time zone such as Europe/Berlin')
    .default('UTC')
    .describe('Whose days, weeks and months they are; an hour counts where it begins.'),
});
export type RangeQuery = z.infer<typeof rangeQuery>;

const filters = {
  agentId: idOrNone.optional().describe('`none`: what external apps did.'),
  memberId: idOrNone.optional().describe('Whose runs. `none`: those of programs.'),
  apiKeyId: idOrNone.optional().describe('An external app. `none`: what agents did.'),
  provider: z.string().max(64).optional(),
  model: z.string().max(400).optional().describe('`provider/model`, as the group has it.'),
  operation: z.string().max(400).optional().describe('`provider/operation`'),
  kind: z.enum(USAGE_KINDS).optional(),
};

export const usageQuery = rangeQuery.extend({
  ...filters,
  groupBy: z.enum(USAGE_GROUPS).default('day'),
  bucket: z
    .enum(USAGE_BUCKETS)
    .optional()
    .describe('Adds a series of this step; by hour for a month at most.'),
  top: z.coerce
    .number()
    .int()
    .min(1)
    .max(20)
    .default(8)
    .describe('How many groups the series has; all others are one.'),
  measure: z.enum(USAGE_MEASURES).default('cost').describe('By what the largest are found.'),
});
export type UsageQuery = z.infer<typeof usageQuery>;

export const operatorUsageQuery = usageQuery.extend({
  groupBy: z.enum([...USAGE_GROUPS, 'tenant']).default('day'),
  tenantId: z.uuid().optional(),
});
export type OperatorUsageQuery = z.infer<typeof operatorUsageQuery>;

export const usageEventsQuery = rangeQuery.extend({
  ...filters,
  format: z.enum(['csv', 'ndjson']).default('csv'),
});
export type UsageEventsQuery = z.infer<typeof usageEventsQuery>;

interface Range {
  from: Date;
  to: Date;
}

/** @throws DomainError `validation_failed` for a range that is empty or too long */
export function rangeOf(query: RangeQuery, now = new Date()): Range {
  const { timeZone } = query;
  const to = query.to === undefined ? now : endOf(query.to, timeZone);
  const from =
    query.from === undefined
      ? new Date(to.getTime() - DEFAULT_DAYS * DAY_MS)
      : beginOf(query.from, timeZone);
  if (from >= to) throw invalid('`from` must lie before `to`.');
  if (to.getTime() - from.getTime() > MAX_DAYS * DAY_MS)
    throw invalid(`The range must not be longer than ${MAX_DAYS} days.`);
  return { from, to };
}

/** @throws DomainError `validation_failed` for more than a month */
export function monthOf(query: RangeQuery, now = new Date()): Range {
  const range = rangeOf(query, now);
  if (range.to.getTime() - range.from.getTime() > MAX_MONTH_MS)
    throw invalid('The range must not be longer than a month.');
  return range;
}

/** The whole question. @throws DomainError `validation_failed`, as for its range */
export function questionOf<T extends RangeQuery & { bucket?: string }>(
  query: T,
  now = new Date(),
): Omit<T, 'from' | 'to'> & Range {
  return { ...query, ...(query.bucket === 'hour' ? monthOf(query, now) : rangeOf(query, now)) };
}

const beginOf = (from: string, timeZone: string): Date =>
  from.includes('T') ? new Date(from) : startOfDay(from, timeZone);

/** A day is meant whole. */
const endOf = (to: string, timeZone: string): Date =>
  to.includes('T') ? new Date(to) : startOfDay(addCalendarDays(to, 1), timeZone);

const invalid = (message: string): DomainError =>
  new DomainError('validation_failed', message, {
    details: { errors: [{ path: 'from', message }] },
  });
