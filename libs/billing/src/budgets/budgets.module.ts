import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { BudgetRedisModule } from '../budget-redis.module';
import { BudgetFiguresReader } from './budget-figures';
import { BudgetsService } from './budgets.service';
import { PlatformBudgetsService } from './platform-budgets.service';
import { TenantBudgetsService } from './tenant-budgets.service';

/** For processes in which people set budgets and look at them. */
@Module({
  imports: [AuditModule, BudgetRedisModule],
  providers: [BudgetFiguresReader, BudgetsService, PlatformBudgetsService, TenantBudgetsService],
  exports: [BudgetsService, PlatformBudgetsService, TenantBudgetsService],
})
export class BudgetsModule {}
