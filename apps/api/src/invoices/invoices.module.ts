import { Module } from '@nestjs/common';
import { LedgerModule } from '@renum/billing';
import { TenantsModule } from '@renum/tenants';
import { InvoicesController } from './invoices.controller';
import { OperatorInvoicesController } from './operator-invoices.controller';

/** The doors of invoices: a tenant's own, and where operators write them. */
@Module({
  imports: [LedgerModule, TenantsModule],
  controllers: [InvoicesController, OperatorInvoicesController],
})
export class InvoicesApiModule {}
