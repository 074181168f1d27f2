import { Injectable } from '@nestjs/common';
import { AuditQueries } from '@renum/audit';
import type { AuditEntryView, Page } from '@renum/contracts';
import { VaultService } from '@renum/vault';
import { AuditViews } from '../audit/audit-views';
import type { PageQuery } from '../http/page-query';

/** Every opening of a secret, and every change of it. */
@Injectable()
export class CredentialAccessLog {
  constructor(
    private readonly vault: VaultService,
    private readonly audit: AuditQueries,
    private readonly views: AuditViews,
  ) {}

  /** Newest first. @throws DomainError `not_found` */
  async of(id: string, page: PageQuery): Promise<Page<AuditEntryView>> {
    await this.vault.get(id);
    return this.views.of(
      await this.audit.list({ ...page, targetType: 'credential', targetId: id }),
    );
  }
}
