import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Post,
  Query,
  type StreamableFile,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { billingConfig, InvoiceDesk, MonthlyInvoices, type BillingConfig } from '@renum/billing';
import type { InvoiceDetailView, InvoiceRunView, InvoiceView, Page } from '@renum/contracts';
import type { Principal } from '@renum/tenants';
import { CurrentUser, Operator } from '../auth/access.decorators';
import { pageQuery, type PageQuery } from '../http/page-query';
import { IdParam } from '../http/validation';
import { BINARY, csvOf, pdfOf } from './download';
import {
  creditNoteBody,
  draftBody,
  invoiceRunBody,
  type CreditNoteBody,
  type DraftBody,
  type InvoiceRunBody,
} from './invoices.dto';
import { INVOICE, INVOICE_DETAIL, INVOICE_RUN } from './invoices.examples';

@ApiTags('operator')
@Controller('v1/operator')
export class OperatorInvoicesController {
  constructor(
    private readonly desk: InvoiceDesk,
    private readonly monthly: MonthlyInvoices,
    @Inject(billingConfig.KEY) private readonly config: BillingConfig,
  ) {}

  @Operator()
  @Get('tenants/:id/invoices')
  @ApiOperation({ summary: 'A tenant’s invoices and drafts, newest first' })
  @ApiOkResponse({ example: { items: [INVOICE] } })
  list(
    @IdParam() id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<InvoiceView>> {
    return this.desk.list(id, query);
  }

  /** Closes the month: usage that comes in later is on the next invoice. */
  @Operator()
  @Post('tenants/:id/invoices')
  @ApiOperation({ summary: 'Draft the invoice of a month' })
  @ApiCreatedResponse({ example: INVOICE_DETAIL })
  draft(
    @IdParam() id: string,
    @Body({ schema: draftBody }) { month }: DraftBody,
    @CurrentUser() user: Principal,
  ): Promise<InvoiceDetailView> {
    return this.desk.draft(id, month, user.userId);
  }

  /** As the worker does by itself; tenants that have had an invoice of the month are left as they are. */
  @Operator()
  @Post('invoice-runs')
  @HttpCode(200)
  @ApiOperation({ summary: 'Bill a month of all tenants' })
  @ApiOkResponse({ example: INVOICE_RUN })
  run(
    @Body({ schema: invoiceRunBody }) body: InvoiceRunBody,
    @CurrentUser() user: Principal,
  ): Promise<InvoiceRunView> {
    return this.monthly.run({ ...body, operatorId: user.userId });
  }

  /** Drafts too: what its tenant would see. */
  @Operator()
  @Get('invoices/:id')
  @ApiOperation({ summary: 'One invoice or draft with its lines and credit notes' })
  @ApiOkResponse({ example: INVOICE_DETAIL })
  async get(@IdParam() id: string): Promise<InvoiceDetailView> {
    return (await this.desk.get(id)).invoice;
  }

  @Operator()
  @Get('invoices/:id/pdf')
  @ApiOperation({ summary: 'An invoice or draft as a PDF' })
  @ApiOkResponse({ content: { 'application/pdf': BINARY } })
  async pdf(@IdParam() id: string): Promise<StreamableFile> {
    const { invoice, to } = await this.desk.get(id);
    return pdfOf(invoice, to, this.config.issuer);
  }

  @Operator()
  @Get('invoices/:id/csv')
  @ApiOperation({ summary: 'An invoice or draft as a table' })
  @ApiOkResponse({ content: { 'text/csv': BINARY } })
  async csv(@IdParam() id: string): Promise<StreamableFile> {
    return csvOf((await this.desk.get(id)).invoice);
  }

  @Operator()
  @Post('invoices/:id/issue')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give a draft its number; its tenant sees it from now on' })
  @ApiOkResponse({ example: INVOICE_DETAIL })
  issue(@IdParam() id: string, @CurrentUser() user: Principal): Promise<InvoiceDetailView> {
    return this.desk.issue(id, user.userId);
  }

  @Operator()
  @Post('invoices/:id/pay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Book that an invoice has been paid' })
  @ApiOkResponse({ example: { ...INVOICE_DETAIL, state: 'paid' } })
  pay(@IdParam() id: string, @CurrentUser() user: Principal): Promise<InvoiceDetailView> {
    return this.desk.pay(id, user.userId);
  }

  /** Its month can be billed anew. */
  @Operator()
  @Post('invoices/:id/void')
  @HttpCode(200)
  @ApiOperation({ summary: 'Void an invoice that was not paid, or discard a draft' })
  @ApiOkResponse({ example: { ...INVOICE_DETAIL, state: 'void' } })
  void(@IdParam() id: string, @CurrentUser() user: Principal): Promise<InvoiceDetailView> {
    return this.desk.void(id, user.userId);
  }

  /** Of an invoice still to be paid, less is owed then; of a paid one, it goes to the wallet. */
  @Operator()
  @Post('invoices/:id/credit-notes')
  @HttpCode(200)
  @ApiOperation({ summary: 'Credit part of an invoice' })
  @ApiOkResponse({ example: INVOICE_DETAIL })
  credit(
    @IdParam() id: string,
    @Body({ schema: creditNoteBody }) body: CreditNoteBody,
    @CurrentUser() user: Principal,
  ): Promise<InvoiceDetailView> {
    return this.desk.creditNote(id, body, user.userId);
  }
}
