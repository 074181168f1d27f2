import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { IdentityModule } from '@renum/identity';
import { AuditController } from './audit.controller';

/** The door of the audit log. */
@Module({ imports: [AuditModule, IdentityModule], controllers: [AuditController] })
export class AuditApiModule {}
