import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { ApprovalNews, ApprovalsService, type ApprovalChange } from '@renum/approvals';
import type { ApprovalView } from '@renum/contracts';
import { isDomainError, messageOf, tenantContext } from '@renum/platform';

/** Where changes go: to those of the tenant who look on. */
export interface ApprovalAudience {
  /** Whether anybody of the tenant looks on here. */
  has(tenantId: string): boolean;
  show(tenantId: string, approval: ApprovalView): void;
}

/** Changes that wait to be shown; beyond, the newest are left out and seen at the next look. */
const MAX_WAITING = 10_000;

/** Reads each changed approval once a process, and shows it in the order of the changes. */
@Injectable()
export class LiveApprovals implements OnModuleDestroy {
  private readonly log = new Logger(LiveApprovals.name);
  /** By approval: the tenant. A change that comes while one waits is the same look at the row. */
  private readonly waiting = new Map<string, string>();
  private reading: Promise<void> | undefined;
  private audience?: ApprovalAudience;

  constructor(
    private readonly news: ApprovalNews,
    private readonly approvals: ApprovalsService,
  ) {}

  begin(audience: ApprovalAudience): void {
    this.audience = audience;
    this.news.follow((change) => {
      if (change !== 'all') this.take(change);
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.audience = undefined;
    await this.reading;
  }

  private take({ tenantId, id }: ApprovalChange): void {
    if (!this.audience?.has(tenantId) || this.waiting.size >= MAX_WAITING) return;
    this.waiting.set(id, tenantId);
    this.reading ??= this.showAll().finally(() => (this.reading = undefined));
  }

  private async showAll(): Promise<void> {
    // A turn of the loop later: then `reading` is set before this can have ended.
    await Promise.resolve();
    for (;;) {
      const [next] = this.waiting;
      if (!next || !this.audience) return;
      const [id, tenantId] = next;
      this.waiting.delete(id);
      await this.showOne(this.audience, tenantId, id);
    }
  }

  private async showOne(audience: ApprovalAudience, tenantId: string, id: string): Promise<void> {
    const scope = { tenantId, actor: { type: 'system' } as const };
    try {
      audience.show(tenantId, await tenantContext.run(scope, () => this.approvals.get(id)));
    } catch (error) {
      // Its tenant may have been deleted meanwhile.
      if (isDomainError(error, 'not_found')) return;
      this.log.warn(`A changed approval could not be shown: ${messageOf(error)}`);
    }
  }
}
