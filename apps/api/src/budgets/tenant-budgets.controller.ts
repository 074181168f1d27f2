import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { TenantBudgetsService } from '@renum/billing';
import type { BudgetView, Page } from '@renum/contracts';
import { Operator } from '../auth/access.decorators';
import { pageQuery, type PageQuery } from '../http/page-query';
import { IdParam } from '../http/validation';
import { BUDGET } from './budgets.examples';

@ApiTags('operator')
@Controller('v1/operator/tenants')
export class TenantBudgetsController {
  constructor(private readonly budgets: TenantBudgetsService) {}

  @Operator()
  @Get(':id/budgets')
  @ApiOperation({ summary: 'Budgets that a tenant has set, newest first' })
  @ApiOkResponse({ example: { items: [BUDGET] } })
  list(
    @IdParam() id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<BudgetView>> {
    return this.budgets.list(id, query);
  }
}
