import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditQueries } from '@renum/audit';
import type { AuditEntryView, Page } from '@renum/contracts';
import { Roles } from '../auth/access.decorators';
import { AuditViews } from './audit-views';
import { AUDIT } from './audit.examples';
import { auditQuery, type AuditQuery } from './audit.dto';

@ApiTags('audit')
@Controller('v1/audit')
export class AuditController {
  constructor(
    private readonly audit: AuditQueries,
    private readonly views: AuditViews,
  ) {}

  @Roles('owner', 'admin')
  @Get()
  @ApiOperation({ summary: 'Who did what, newest first' })
  @ApiOkResponse({ example: AUDIT })
  async list(
    @Query({ schema: auditQuery }) { from, to, ...filter }: AuditQuery,
  ): Promise<Page<AuditEntryView>> {
    const page = await this.audit.list({
      ...filter,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    });
    return this.views.of(page);
  }
}
