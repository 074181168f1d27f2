import { Module } from '@nestjs/common';
import { BudgetsModule } from '@renum/billing';
import { BudgetsController } from './budgets.controller';
import { OperatorBudgetsController } from './operator-budgets.controller';
import { TenantBudgetsController } from './tenant-budgets.controller';

/** The doors of budgets: the tenant's own, and the operators'. */
@Module({
  imports: [BudgetsModule],
  controllers: [BudgetsController, OperatorBudgetsController, TenantBudgetsController],
})
export class BudgetsApiModule {}
