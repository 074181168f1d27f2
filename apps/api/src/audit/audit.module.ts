import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { IdentityModule } from '@renum/identity';
import { AuditViews } from './audit-views';
import { AuditController } from './audit.controller';

/** The door of the audit log. */
@Module({
  imports: [AuditModule, IdentityModule],
  controllers: [AuditController],
  providers: [AuditViews],
  exports: [AuditModule, AuditViews],
})
export class AuditApiModule {}
