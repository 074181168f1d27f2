import { PLATFORM_METERS, PLATFORM_PROVIDER } from '@renum/contracts';
import { usageRow, type UsageRow, type UsageStart } from '../usage-record';

/** Something that the platform itself provided, for a time or in an hour. */
export interface PlatformUse extends Pick<
  UsageStart,
  | 'id'
  | 'at'
  | 'tenantId'
  | 'agentId'
  | 'agentVersionId'
  | 'threadId'
  | 'runId'
  | 'instanceId'
  | 'apiKeyId'
  | 'userId'
  | 'operation'
> {
  kind: keyof typeof PLATFORM_METERS;
  /** In thousandths of the kind's unit. */
  quantityMilli: number;
}

/** Its usage event: it costs nobody anything but what the tenant's price book says. */
export const platformUsageRow = ({ quantityMilli, ...use }: PlatformUse): UsageRow =>
  usageRow(
    { ...use, provider: PLATFORM_PROVIDER },
    { meter: PLATFORM_METERS[use.kind], quantityMilli, costNano: 0n, priced: true },
  );
