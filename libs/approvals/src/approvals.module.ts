import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { IdentityModule } from '@renum/identity';
import { RedisModule } from '@renum/queues';
import { ApprovalNews } from './approval-news';
import { ApprovalRequests } from './approval-requests';
import { ApprovalSweeper } from './approval-sweeper';
import { ApprovalWaits } from './approval-waits';
import { ApprovalsService } from './approvals.service';

/** One ear a process for what becomes of approvals. */
@Module({ imports: [RedisModule], providers: [ApprovalNews], exports: [ApprovalNews] })
export class ApprovalNewsModule {}

/** What people see and decide. */
@Module({
  imports: [AuditModule, IdentityModule, ApprovalNewsModule],
  providers: [ApprovalsService],
  exports: [ApprovalsService, ApprovalNewsModule],
})
export class ApprovalsModule {}

/** What the data plane asks and waits for. */
@Module({
  imports: [ApprovalNewsModule],
  providers: [ApprovalWaits, ApprovalRequests],
  exports: [ApprovalRequests],
})
export class ApprovalRequestsModule {}

/** What a worker clears up. */
@Module({
  imports: [ApprovalNewsModule],
  providers: [ApprovalSweeper],
  exports: [ApprovalSweeper],
})
export class ApprovalSweeperModule {}
