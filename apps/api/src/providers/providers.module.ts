import { Module } from '@nestjs/common';
import { ProvidersModule } from '@renum/providers';
import { ProvidersController } from './providers.controller';

/** The door of the provider catalogue. */
@Module({ imports: [ProvidersModule], controllers: [ProvidersController] })
export class ProvidersApiModule {}
