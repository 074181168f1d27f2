import { Module } from '@nestjs/common';
import { ApprovalsModule } from '@renum/approvals';
import { ApprovalsController } from './approvals.controller';

/** The door of approvals. */
@Module({
  imports: [ApprovalsModule],
  controllers: [ApprovalsController],
  exports: [ApprovalsModule],
})
export class ApprovalsApiModule {}
