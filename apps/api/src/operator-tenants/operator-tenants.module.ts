import { Module } from '@nestjs/common';
import { TenantsModule } from '@renum/tenants';
import { OperatorTenantsController } from './operator-tenants.controller';

/** The operators' door to all tenants. */
@Module({ imports: [TenantsModule], controllers: [OperatorTenantsController] })
export class OperatorTenantsModule {}
