import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { UsageQueries } from '@renum/billing';
import { ROLES, type UsageView } from '@renum/contracts';
import { UsersService } from '@renum/identity';
import { ProviderDirectory } from '@renum/providers';
import { Roles } from '../auth/access.decorators';
import { rangeOf, usageQuery, type UsageQuery } from './usage-range';
import { USAGE } from './usage.examples';

@ApiTags('usage')
@Controller('v1/usage')
export class UsageController {
  constructor(
    private readonly usage: UsageQueries,
    private readonly directory: ProviderDirectory,
    private readonly users: UsersService,
  ) {}

  /** Every event is in exactly one row, so the rows add up to the totals. */
  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'What was used and what it cost' })
  @ApiOkResponse({ example: USAGE })
  async query(@Query({ schema: usageQuery }) query: UsageQuery): Promise<UsageView> {
    const { groupBy, agentId } = query;
    const view = await this.usage.query({ ...rangeOf(query), groupBy, agentId });
    if (groupBy === 'provider') return { ...view, rows: await this.titled(view.rows) };
    return groupBy === 'member' ? { ...view, rows: await this.named(view.rows) } : view;
  }

  private async titled(rows: UsageView['rows']): Promise<UsageView['rows']> {
    const titles = new Map((await this.directory.list()).map(({ id, title }) => [id, title]));
    return rows.map((row) => ({ ...row, label: titles.get(row.key) ?? row.key }));
  }

  private async named(rows: UsageView['rows']): Promise<UsageView['rows']> {
    const names = await this.users.named(rows.map(({ key }) => key).filter((key) => key !== ''));
    return rows.map((row) => {
      const label = row.key === '' ? 'Programs' : (names.get(row.key)?.email ?? 'Former member');
      return { ...row, label };
    });
  }
}
