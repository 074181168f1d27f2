import type { UsageBucket, UsageGroup, UsageKind, UsageMeasure } from '@renum/contracts';

/** What may be grouped by across tenants too. */
export type AnyUsageGroup = UsageGroup | 'tenant';

export interface UsageFilters {
  tenantId?: string;
  /** An id, or `none` for what no agent did. */
  agentId?: string;
  /** An id, or `none` for runs of programs. */
  memberId?: string;
  /** An id, or `none` for what no external app did. */
  apiKeyId?: string;
  provider?: string;
  /** `provider/model`; of calls without a model, `provider/operation`. */
  model?: string;
  /** `provider/operation` */
  operation?: string;
  kind?: UsageKind;
}

export interface UsageQuestion extends UsageFilters {
  from: Date;
  /** Exclusive. */
  to: Date;
  /** Whose days, weeks and months they are; one that `isTimeZone` knows. */
  timeZone: string;
  groupBy: AnyUsageGroup;
  /** With it, also a series of this step; days come in this step then. */
  bucket?: UsageBucket;
  /** How many groups a series has beside all others together. */
  top: number;
  /** By what the largest groups are found. */
  measure: UsageMeasure;
}
