import { Injectable } from '@nestjs/common';
import { EgressMeter, GrantExpiry, UsageMonths } from '@renum/billing';
import { SandboxMeter, StorageMeter } from '@renum/orchestrator';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** Something that a worker does again and again. Any number of workers may do it at once. */
export interface Job {
  name: string;
  everyMs: number;
  run: () => Promise<unknown>;
}

/** What keeps the books: meters of what the platform provides, and what time alone changes. */
@Injectable()
export class BillingJobs {
  readonly list: readonly Job[];

  constructor(
    sandboxes: SandboxMeter,
    egress: EgressMeter,
    storage: StorageMeter,
    months: UsageMonths,
    expiry: GrantExpiry,
  ) {
    const job = (name: string, everyMs: number, run: () => Promise<unknown>): Job => ({
      ...{ name, everyMs, run },
    });
    this.list = [
      job('metering of sandboxes', MINUTE_MS, () => sandboxes.sweep()),
      job('metering of egress', 10 * MINUTE_MS, () => egress.sweep()),
      job('metering of storage', 10 * MINUTE_MS, () => storage.sweep()),
      job('making of the coming months', 60 * MINUTE_MS, () => months.ensure()),
      // With its last grant a prepaid tenant's calls must stop, too.
      job('expiry of grants', 2 * SECOND_MS, () => expiry.sweep()),
    ];
  }
}
