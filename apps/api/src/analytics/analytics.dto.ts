import { RUN_GROUPS, USAGE_BUCKETS } from '@renum/contracts';
import { z } from 'zod';
import { rangeQuery } from '../usage/usage-range';

export const analyticsQuery = rangeQuery.extend({
  bucket: z
    .enum(USAGE_BUCKETS)
    .default('day')
    .describe('The step of its points; by hour for a month at most.'),
  agentId: z.uuid().optional(),
});
export type AnalyticsQuery = z.infer<typeof analyticsQuery>;

export const operatorAnalyticsQuery = analyticsQuery.extend({
  groupBy: z.enum(RUN_GROUPS).default('tenant'),
  tenantId: z.uuid().optional(),
});
export type OperatorAnalyticsQuery = z.infer<typeof operatorAnalyticsQuery>;
