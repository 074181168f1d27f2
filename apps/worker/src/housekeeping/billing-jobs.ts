import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  billableMonths,
  EgressMeter,
  GrantExpiry,
  MonthlyInvoices,
  UsageMonths,
} from '@renum/billing';
import { SandboxMeter, StorageMeter } from '@renum/orchestrator';
import type { ConfigOf } from '@renum/platform';
import { workerConfig } from '../worker.config';

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
  private readonly log = new Logger(BillingJobs.name);

  constructor(
    sandboxes: SandboxMeter,
    egress: EgressMeter,
    storage: StorageMeter,
    months: UsageMonths,
    expiry: GrantExpiry,
    private readonly invoices: MonthlyInvoices,
    @Inject(workerConfig.KEY) private readonly config: ConfigOf<typeof workerConfig>,
  ) {
    const job = (name: string, everyMs: number, run: () => Promise<unknown>): Job => ({
      ...{ name, everyMs, run },
    });
    this.list = [
      job('metering of sandboxes', MINUTE_MS, () => sandboxes.sweep()),
      job('metering of egress', 10 * MINUTE_MS, () => egress.sweep()),
      job('metering of late egress', 6 * 60 * MINUTE_MS, () => egress.sweep({ late: true })),
      job('metering of storage', 10 * MINUTE_MS, () => storage.sweep()),
      job('making of the coming months', 60 * MINUTE_MS, () => months.ensure()),
      // With its last grant a prepaid tenant's calls must stop, too.
      job('expiry of grants', 2 * SECOND_MS, () => expiry.sweep()),
      job('billing of months', 10 * MINUTE_MS, () => this.billMonths(new Date())),
    ];
  }

  private async billMonths(now: Date): Promise<void> {
    const { INVOICE_MONTHLY, INVOICE_GRACE_HOURS, INVOICE_EMPTY_MONTHS } = this.config;
    if (INVOICE_MONTHLY === 'off') return;
    for (const month of billableMonths(now, INVOICE_GRACE_HOURS)) {
      const issue = INVOICE_MONTHLY === 'issue';
      const result = await this.invoices.run({ month, issue, empty: INVOICE_EMPTY_MONTHS });
      const { issued, drafted, failed } = result;
      if (issued + drafted + failed > 0) this.log.log(result, 'A month was billed');
    }
  }
}
