import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { billingConfig, InvoicesService, type BillingConfig } from '@renum/billing';
import type { InvoiceDetailView, InvoiceView, Page } from '@renum/contracts';
import { CurrentTenant } from '@renum/tenants';
import { Roles } from '../auth/access.decorators';
import { pageQuery, type PageQuery } from '../http/page-query';
import { IdParam } from '../http/validation';
import { BINARY, csvOf, pdfOf } from './download';
import { INVOICE, INVOICE_DETAIL } from './invoices.examples';

@ApiTags('invoices')
@Controller('v1/invoices')
export class InvoicesController {
  constructor(
    private readonly invoices: InvoicesService,
    private readonly tenants: CurrentTenant,
    @Inject(billingConfig.KEY) private readonly config: BillingConfig,
  ) {}

  @Roles('owner', 'admin')
  @Get()
  @ApiOperation({ summary: 'Invoices that were issued, newest first' })
  @ApiOkResponse({ example: { items: [INVOICE] } })
  list(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<InvoiceView>> {
    return this.invoices.list(query);
  }

  @Roles('owner', 'admin')
  @Get(':id')
  @ApiOperation({ summary: 'One invoice with its lines and credit notes' })
  @ApiOkResponse({ example: INVOICE_DETAIL })
  get(@IdParam() id: string): Promise<InvoiceDetailView> {
    return this.invoices.get(id);
  }

  @Roles('owner', 'admin')
  @Get(':id/pdf')
  @ApiOperation({ summary: 'An invoice as a PDF' })
  @ApiOkResponse({ content: { 'application/pdf': BINARY } })
  async pdf(@IdParam() id: string): Promise<StreamableFile> {
    const { name } = await this.tenants.view();
    return pdfOf(await this.invoices.get(id), { name }, this.config.issuer);
  }

  @Roles('owner', 'admin')
  @Get(':id/csv')
  @ApiOperation({ summary: 'An invoice as a table' })
  @ApiOkResponse({ content: { 'text/csv': BINARY } })
  async csv(@IdParam() id: string): Promise<StreamableFile> {
    return csvOf(await this.invoices.get(id));
  }
}
