export { ApprovalNews, type ApprovalChange } from './approval-news';
export { ApprovalRequests, type AskedCall, type Verdict } from './approval-requests';
export { ApprovalSweeper } from './approval-sweeper';
export { approvalsConfig, type ApprovalsConfig } from './approvals.config';
export {
  ApprovalNewsModule,
  ApprovalRequestsModule,
  ApprovalsModule,
  ApprovalSweeperModule,
} from './approvals.module';
export { ApprovalsService, type ApprovalFilter } from './approvals.service';
export { waitedMs } from './waited';
