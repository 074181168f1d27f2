import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { PlatformBudgetsService } from '@renum/billing';
import type { BudgetBurnDownView, Page, PlatformBudgetView } from '@renum/contracts';
import type { Principal } from '@renum/tenants';
import { CurrentUser, Operator } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import { BURN_DOWN, PLATFORM_BUDGET } from './budgets.examples';
import {
  changeBudgetBody,
  createPlatformBudgetBody,
  type ChangeBudgetBody,
  type CreatePlatformBudgetBody,
} from './budgets.dto';

@ApiTags('operator')
@Controller('v1/operator/budgets')
export class OperatorBudgetsController {
  constructor(private readonly budgets: PlatformBudgetsService) {}

  /** At most one a period. */
  @Operator()
  @Get()
  @ApiOperation({ summary: 'Budgets of all tenants together' })
  @ApiOkResponse({ example: { items: [PLATFORM_BUDGET] } })
  async list(): Promise<Page<PlatformBudgetView>> {
    return { items: await this.budgets.list() };
  }

  @Operator()
  @Post()
  @ApiOperation({ summary: 'Set a budget for all tenants together' })
  @ApiCreatedResponse({ example: PLATFORM_BUDGET })
  create(
    @Body({ schema: createPlatformBudgetBody }) body: CreatePlatformBudgetBody,
    @CurrentUser() user: Principal,
  ): Promise<PlatformBudgetView> {
    return this.budgets.create({ ...body, limitNano: BigInt(body.limitNano) }, user.userId);
  }

  @Operator()
  @Get(':id/burn-down')
  @ApiOperation({ summary: 'How a platform budget is used up over its period' })
  @ApiOkResponse({ example: BURN_DOWN })
  burnDown(@IdParam() id: string): Promise<BudgetBurnDownView> {
    return this.budgets.burnDown(id);
  }

  @Operator()
  @Patch(':id')
  @ApiOperation({ summary: 'Change the limit of a platform budget' })
  @ApiOkResponse({ example: PLATFORM_BUDGET })
  change(
    @IdParam() id: string,
    @Body({ schema: changeBudgetBody }) { limitNano }: ChangeBudgetBody,
  ): Promise<PlatformBudgetView> {
    return this.budgets.setLimit(id, BigInt(limitNano));
  }

  @Operator()
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a platform budget' })
  @ApiNoContentResponse()
  remove(@IdParam() id: string): Promise<void> {
    return this.budgets.remove(id);
  }
}
