import { Module } from '@nestjs/common';
import { ApiKeyAccess } from './api-key-access.service';

/** For processes that know programs by their keys, and nothing else of tenants. */
@Module({ providers: [ApiKeyAccess], exports: [ApiKeyAccess] })
export class ApiKeyAccessModule {}
