import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PaymentsService } from '@renum/billing';
import type { CheckoutView, Page, PaymentView } from '@renum/contracts';
import { identityConfig, type IdentityConfig } from '@renum/identity';
import { Roles } from '../auth/access.decorators';
import { pageQuery, type PageQuery } from '../http/page-query';
import { IdParam } from '../http/validation';
import { CHECKOUT, PAYMENT } from './payments.examples';
import {
  invoicePaymentBody,
  topUpBody,
  type InvoicePaymentBody,
  type TopUpBody,
} from './payments.dto';

@ApiTags('payments')
@Controller('v1')
export class PaymentsController {
  constructor(
    private readonly payments: PaymentsService,
    @Inject(identityConfig.KEY) private readonly config: IdentityConfig,
  ) {}

  /**
   * Answers with a page of the payment provider. The wallet is filled when that says that the money is
   * there, which for some ways to pay takes days.
   */
  @Roles('owner', 'admin')
  @Post('wallet/top-ups')
  @ApiOperation({ summary: 'Begin to top up the wallet' })
  @ApiCreatedResponse({ example: CHECKOUT })
  topUp(@Body({ schema: topUpBody }) { id, amountNano }: TopUpBody): Promise<CheckoutView> {
    return this.payments.topUp({ ...this.pages(id), amountNano: BigInt(amountNano) });
  }

  /** What is still to be paid of it, on a page of the payment provider. */
  @Roles('owner', 'admin')
  @Post('invoices/:id/payments')
  @ApiOperation({ summary: 'Begin to pay an invoice' })
  @ApiCreatedResponse({ example: CHECKOUT })
  payInvoice(
    @IdParam() invoiceId: string,
    @Body({ schema: invoicePaymentBody }) { id }: InvoicePaymentBody,
  ): Promise<CheckoutView> {
    return this.payments.payInvoice({ ...this.pages(id), invoiceId });
  }

  @Roles('owner', 'admin')
  @Get('payments')
  @ApiOperation({ summary: 'Payments through the payment provider, newest first' })
  @ApiOkResponse({ example: { items: [PAYMENT] } })
  list(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<PaymentView>> {
    return this.payments.list(query);
  }

  @Roles('owner', 'admin')
  @Get('payments/:id')
  @ApiOperation({ summary: 'One payment, and whether it has come' })
  @ApiOkResponse({ example: PAYMENT })
  get(@IdParam() id: string): Promise<PaymentView> {
    return this.payments.get(id);
  }

  private pages(id: string): { id: string; doneUrl: string; backUrl: string } {
    const back = new URL('/billing', this.config.PUBLIC_URL);
    const done = new URL(back);
    done.searchParams.set('payment', id);
    return { id, doneUrl: done.href, backUrl: back.href };
  }
}
