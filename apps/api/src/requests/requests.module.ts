import { Module } from '@nestjs/common';
import { BillingModule } from '@renum/billing';
import { RequestsController } from './requests.controller';

/** The door of the request log. */
@Module({ imports: [BillingModule], controllers: [RequestsController] })
export class RequestsApiModule {}
