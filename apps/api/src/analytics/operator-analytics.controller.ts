import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RunAnalyticsView } from '@renum/contracts';
import { RunAnalytics } from '@renum/orchestrator';
import { Operator } from '../auth/access.decorators';
import { questionOf } from '../usage/usage-range';
import { operatorAnalyticsQuery, type OperatorAnalyticsQuery } from './analytics.dto';
import { OPERATOR_ANALYTICS } from './analytics.examples';

@ApiTags('operator')
@Controller('v1/operator/analytics')
export class OperatorAnalyticsController {
  constructor(private readonly analytics: RunAnalytics) {}

  @Operator()
  @Get()
  @ApiOperation({ summary: 'How the runs of all tenants went, or of one' })
  @ApiOkResponse({ example: OPERATOR_ANALYTICS })
  runs(
    @Query({ schema: operatorAnalyticsQuery }) query: OperatorAnalyticsQuery,
  ): Promise<RunAnalyticsView> {
    return this.analytics.analyseAll(questionOf(query), query.groupBy);
  }
}
