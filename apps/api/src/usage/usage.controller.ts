import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { usageCsv, UsageEvents, UsageExplorer } from '@renum/billing';
import { ROLES, type UsageView } from '@renum/contracts';
import { Roles } from '../auth/access.decorators';
import { eventsFile } from './events-file';
import { UsageNames } from './usage-names';
import {
  monthOf,
  questionOf,
  usageEventsQuery,
  usageQuery,
  type UsageEventsQuery,
  type UsageQuery,
} from './usage-range';
import { USAGE } from './usage.examples';

const BINARY = { schema: { type: 'string', format: 'binary' } };
/** In a file nothing is too small to be told. */
const ALL_GROUPS = 1_000;

@ApiTags('usage')
@Controller('v1/usage')
export class UsageController {
  constructor(
    private readonly explorer: UsageExplorer,
    private readonly events: UsageEvents,
    private readonly names: UsageNames,
  ) {}

  /** Every event is in exactly one row, and in one point of the series: both add up to the totals. */
  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'What was used and what it cost' })
  @ApiOkResponse({ example: USAGE })
  async query(@Query({ schema: usageQuery }) query: UsageQuery): Promise<UsageView> {
    return this.names.on(await this.explorer.explore(questionOf(query)));
  }

  @Roles(...ROLES)
  @Get('csv')
  @ApiOperation({ summary: 'The same as a table, with all groups of a series' })
  @ApiOkResponse({ content: { 'text/csv': BINARY } })
  async csv(@Query({ schema: usageQuery }) query: UsageQuery): Promise<StreamableFile> {
    const question = { ...questionOf(query), top: ALL_GROUPS };
    const view = await this.names.on(await this.explorer.explore(question));
    return new StreamableFile(Buffer.from(usageCsv(view)), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="usage-by-${query.groupBy}.csv"`,
    });
  }

  /** Oldest first. An answer that breaks off was not all of it. */
  @Roles(...ROLES)
  @Get('events')
  @ApiOperation({ summary: 'Single events of a month at most, as a table or lines of JSON' })
  @ApiOkResponse({ content: { 'text/csv': BINARY, 'application/x-ndjson': BINARY } })
  list(
    @Query({ schema: usageEventsQuery }) { format, ...query }: UsageEventsQuery,
  ): Promise<StreamableFile> {
    return eventsFile(this.events.pages({ ...query, ...monthOf(query) }), format);
  }
}
