import { Module } from '@nestjs/common';
import { AuditQueries } from './audit-queries';
import { AuditService } from './audit.service';

/** The audit log: written in the transaction of the deed, read by owners and admins. */
@Module({ providers: [AuditService, AuditQueries], exports: [AuditService, AuditQueries] })
export class AuditModule {}
