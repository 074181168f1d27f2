import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { BudgetsService } from '@renum/billing';
import {
  ROLES,
  type BudgetAlertView,
  type BudgetBurnDownView,
  type BudgetView,
  type Page,
} from '@renum/contracts';
import { Roles } from '../auth/access.decorators';
import { pageQuery, type PageQuery } from '../http/page-query';
import { IdParam } from '../http/validation';
import { BUDGET, BUDGET_ALERT, BURN_DOWN } from './budgets.examples';
import {
  changeBudgetBody,
  createBudgetBody,
  type ChangeBudgetBody,
  type CreateBudgetBody,
} from './budgets.dto';

@ApiTags('budgets')
@Controller('v1/budgets')
export class BudgetsController {
  constructor(private readonly budgets: BudgetsService) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'Budgets and how far they are used up, newest first' })
  @ApiOkResponse({ example: { items: [BUDGET] } })
  list(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<BudgetView>> {
    return this.budgets.list(query);
  }

  /** From a few seconds later on, calls that it does not cover are refused with `limit_exceeded`. */
  @Roles('owner', 'admin')
  @Post()
  @ApiOperation({ summary: 'Set a budget for the tenant, an agent or a provider' })
  @ApiCreatedResponse({ example: BUDGET })
  create(@Body({ schema: createBudgetBody }) body: CreateBudgetBody): Promise<BudgetView> {
    return this.budgets.create({ ...body, limitNano: BigInt(body.limitNano) });
  }

  @Roles(...ROLES)
  @Get('alerts')
  @ApiOperation({ summary: 'Alerts of all budgets, of past periods too, newest first' })
  @ApiOkResponse({ example: { items: [BUDGET_ALERT] } })
  alerts(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<BudgetAlertView>> {
    return this.budgets.alerts(query);
  }

  @Roles(...ROLES)
  @Get(':id')
  @ApiOperation({ summary: 'One budget' })
  @ApiOkResponse({ example: BUDGET })
  get(@IdParam() id: string): Promise<BudgetView> {
    return this.budgets.get(id);
  }

  /** Counted from the ledger; calls under way are not in it. */
  @Roles(...ROLES)
  @Get(':id/burn-down')
  @ApiOperation({ summary: 'How a budget is used up over its period, and where that leads' })
  @ApiOkResponse({ example: BURN_DOWN })
  burnDown(@IdParam() id: string): Promise<BudgetBurnDownView> {
    return this.budgets.burnDown(id);
  }

  @Roles('owner', 'admin')
  @Patch(':id')
  @ApiOperation({ summary: 'Change the limit of a budget' })
  @ApiOkResponse({ example: BUDGET })
  change(
    @IdParam() id: string,
    @Body({ schema: changeBudgetBody }) { limitNano }: ChangeBudgetBody,
  ): Promise<BudgetView> {
    return this.budgets.setLimit(id, BigInt(limitNano));
  }

  @Roles('owner', 'admin')
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a budget' })
  @ApiNoContentResponse()
  remove(@IdParam() id: string): Promise<void> {
    return this.budgets.remove(id);
  }
}
