import { Module } from '@nestjs/common';
import { ProvidersModule } from '@renum/providers';
import { CustomProvidersController } from './custom-providers.controller';
import { ProvidersController } from './providers.controller';

/** The door of the providers. Own ones stand first: `custom` is no provider's id. */
@Module({
  imports: [ProvidersModule],
  controllers: [CustomProvidersController, ProvidersController],
})
export class ProvidersApiModule {}
