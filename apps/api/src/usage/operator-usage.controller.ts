import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { UsageExplorer, type AnyUsageView } from '@renum/billing';
import { Operator } from '../auth/access.decorators';
import { UsageNames } from './usage-names';
import { operatorUsageQuery, questionOf, type OperatorUsageQuery } from './usage-range';
import { OPERATOR_USAGE } from './usage.examples';

@ApiTags('operator')
@Controller('v1/operator/usage')
export class OperatorUsageController {
  constructor(
    private readonly explorer: UsageExplorer,
    private readonly names: UsageNames,
  ) {}

  @Operator()
  @Get()
  @ApiOperation({ summary: 'What all tenants used, or one of them' })
  @ApiOkResponse({ example: OPERATOR_USAGE })
  async query(
    @Query({ schema: operatorUsageQuery }) query: OperatorUsageQuery,
  ): Promise<AnyUsageView> {
    return this.names.on(await this.explorer.exploreAll(questionOf(query)));
  }
}
