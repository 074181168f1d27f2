import { Controller, Headers, HttpCode, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PaymentIntake } from '@renum/billing';
import { DomainError } from '@renum/platform';
import type { Request } from 'express';
import { Public } from '../auth/access.decorators';

/** Its bodies stay bytes: the signature is over these. */
export const STRIPE_WEBHOOK_PATH = '/v1/payments/stripe/webhook';

@ApiTags('payments')
@Controller('v1/payments/stripe/webhook')
export class StripeWebhookController {
  constructor(private readonly intake: PaymentIntake) {}

  /** Stripe's signature is the only key to it. Events may come in any order, and more than once. */
  @Public()
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Where Stripe tells what became of payments' })
  @ApiOkResponse({ example: { outcome: 'applied' } })
  async receive(
    @Req() { body }: Request,
    @Headers('stripe-signature') signature = '',
  ): Promise<{ outcome: string }> {
    if (!Buffer.isBuffer(body)) throw new DomainError('malformed_request', 'There is no event.');
    return { outcome: await this.intake.receive(body, signature) };
  }
}
