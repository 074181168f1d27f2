import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PaymentDesk } from '@renum/billing';
import type { Page, PaymentEventView, PaymentView } from '@renum/contracts';
import type { Principal } from '@renum/tenants';
import { CurrentUser, Operator } from '../auth/access.decorators';
import { pageQuery, type PageQuery } from '../http/page-query';
import { IdParam } from '../http/validation';
import { PAYMENT, PAYMENT_EVENT } from './payments.examples';
import { eventsQuery, refundBody, type EventsQuery, type RefundBody } from './payments.dto';

@ApiTags('operator')
@Controller('v1/operator')
export class OperatorPaymentsController {
  constructor(private readonly desk: PaymentDesk) {}

  @Operator()
  @Get('tenants/:id/payments')
  @ApiOperation({ summary: 'A tenant’s payments through the payment provider, newest first' })
  @ApiOkResponse({ example: { items: [PAYMENT] } })
  list(
    @IdParam() id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<PaymentView>> {
    return this.desk.list(id, query);
  }

  /** Of what is left in the wallet, the way it came. After `upstream_unreachable` send it again. */
  @Operator()
  @Post('payments/:id/refunds')
  @HttpCode(200)
  @ApiOperation({ summary: 'Pay a payment back, or a part of it' })
  @ApiOkResponse({ example: { ...PAYMENT, refunded: { nano: '20000000000', currency: 'USD' } } })
  refund(
    @IdParam() id: string,
    @Body({ schema: refundBody }) { amountNano, ...body }: RefundBody,
    @CurrentUser() user: Principal,
  ): Promise<PaymentView> {
    return this.desk.refund(id, { ...body, amountNano: BigInt(amountNano) }, user.userId);
  }

  @Operator()
  @Get('payment-events')
  @ApiOperation({ summary: 'What the payment provider told that needs a look, newest first' })
  @ApiOkResponse({ example: { items: [PAYMENT_EVENT] } })
  events(@Query({ schema: eventsQuery }) { limit }: EventsQuery): Promise<Page<PaymentEventView>> {
    return this.desk.events(limit);
  }
}
