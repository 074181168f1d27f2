import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditQueries, type AuditEntry } from '@renum/audit';
import type { AuditEntryView, Page } from '@renum/contracts';
import { UsersService, type UserName } from '@renum/identity';
import { Roles } from '../auth/access.decorators';
import { AUDIT } from './audit.examples';
import { auditQuery, type AuditQuery } from './audit.dto';

@ApiTags('audit')
@Controller('v1/audit')
export class AuditController {
  constructor(
    private readonly audit: AuditQueries,
    private readonly users: UsersService,
  ) {}

  @Roles('owner', 'admin')
  @Get()
  @ApiOperation({ summary: 'Who did what, newest first' })
  @ApiOkResponse({ example: AUDIT })
  async list(
    @Query({ schema: auditQuery }) { from, to, ...filter }: AuditQuery,
  ): Promise<Page<AuditEntryView>> {
    const { items, ...page } = await this.audit.list({
      ...filter,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    });
    const people = items.flatMap(({ actorType, actorId }) =>
      actorType === 'user' && actorId ? [actorId] : [],
    );
    const names = await this.users.named(people);
    return { ...page, items: items.map((entry) => viewOf(entry, names)) };
  }
}

function viewOf(entry: AuditEntry, names: Map<string, UserName>): AuditEntryView {
  const { id, at, actorType, actorId, action, targetType, targetId, detail } = entry;
  const name = actorId ? names.get(actorId)?.email : undefined;
  return {
    id,
    at: at.toISOString(),
    actor: { type: actorType, ...(actorId && { id: actorId }), ...(name && { name }) },
    action,
    target: { type: targetType, ...(targetId && { id: targetId }) },
    detail,
  };
}
