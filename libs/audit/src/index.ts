export { AuditModule } from './audit.module';
export { AuditService, type AuditRecord } from './audit.service';
export { AuditQueries, type AuditFilter } from './audit-queries';
export { AuditEntryEntity, auditEntities, type AuditEntry } from './audit-entry.entity';
