import { Module } from '@nestjs/common';
import { TenantsModule } from '@renum/tenants';
import { ApiKeysController } from './api-keys.controller';

@Module({ imports: [TenantsModule], controllers: [ApiKeysController] })
export class ApiKeysApiModule {}
