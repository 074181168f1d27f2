import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ROLES, type RunAnalyticsView } from '@renum/contracts';
import { RunAnalytics } from '@renum/orchestrator';
import { Roles } from '../auth/access.decorators';
import { questionOf } from '../usage/usage-range';
import { analyticsQuery, type AnalyticsQuery } from './analytics.dto';
import { ANALYTICS } from './analytics.examples';

@ApiTags('analytics')
@Controller('v1/analytics')
export class AnalyticsController {
  constructor(private readonly analytics: RunAnalytics) {}

  /** Runs count where they ended, in whole hours. */
  @Roles(...ROLES)
  @Get('runs')
  @ApiOperation({ summary: 'How runs went: success, latency, cost of a success, top failures' })
  @ApiOkResponse({ example: ANALYTICS })
  runs(@Query({ schema: analyticsQuery }) query: AnalyticsQuery): Promise<RunAnalyticsView> {
    return this.analytics.analyse(questionOf(query));
  }
}
