import { USAGE_GROUPS } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import { z } from 'zod';

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 366;

const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

export const usageQuery = z.object({
  from: moment
    .optional()
    .describe('A moment, or a day in UTC. Without it, 30 days before `to`.')
    .meta({ examples: ['2026-11-01'] }),
  to: moment
    .optional()
    .describe('A moment (exclusive), or a day in UTC (included). Without it, now.')
    .meta({ examples: ['2026-11-30'] }),
  groupBy: z.enum(USAGE_GROUPS).default('day'),
  agentId: z.uuid().optional(),
});
export type UsageQuery = z.infer<typeof usageQuery>;

/** @throws DomainError `validation_failed` for a range that is empty or too long */
export function rangeOf(
  query: Pick<UsageQuery, 'from' | 'to'>,
  now = new Date(),
): { from: Date; to: Date } {
  const to = query.to === undefined ? now : endOf(query.to);
  const from =
    query.from === undefined
      ? new Date(to.getTime() - DEFAULT_DAYS * DAY_MS)
      : new Date(query.from);
  if (from >= to) throw invalid('`from` must lie before `to`.');
  if (to.getTime() - from.getTime() > MAX_DAYS * DAY_MS)
    throw invalid(`The range must not be longer than ${MAX_DAYS} days.`);
  return { from, to };
}

/** A day is meant whole. */
const endOf = (to: string): Date =>
  to.includes('T') ? new Date(to) : new Date(new Date(to).getTime() + DAY_MS);

const invalid = (message: string): DomainError =>
  new DomainError('validation_failed', message, {
    details: { errors: [{ path: 'from', message }] },
  });
