import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { OperatorRunView, Page } from '@renum/contracts';
import { RunQueries } from '@renum/orchestrator';
import { Operator } from '../auth/access.decorators';
import { runsQuery, type RunsQuery } from '../runs/runs.dto';

@ApiTags('operator')
@Controller('v1/operator/runs')
export class OperatorRunsController {
  constructor(private readonly queries: RunQueries) {}

  @Operator()
  @Get()
  @ApiOperation({ summary: 'Runs of all tenants, newest first' })
  list(@Query({ schema: runsQuery }) query: RunsQuery): Promise<Page<OperatorRunView>> {
    return this.queries.listAll(query);
  }
}
