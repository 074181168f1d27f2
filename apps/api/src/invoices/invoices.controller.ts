import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { invoiceCsv, invoicePdf, InvoicesService } from '@renum/billing';
import type { InvoiceDetailView, InvoiceView, Page } from '@renum/contracts';
import { CurrentTenant } from '@renum/tenants';
import { Roles } from '../auth/access.decorators';
import { pageQuery, type PageQuery } from '../http/page-query';
import { IdParam } from '../http/validation';
import { INVOICE, INVOICE_DETAIL } from './invoices.examples';

const BINARY = { schema: { type: 'string', format: 'binary' } };

const download = (content: Buffer, type: string, name: string): StreamableFile =>
  new StreamableFile(content, { type, disposition: `attachment; filename="${name}"` });

@ApiTags('invoices')
@Controller('v1/invoices')
export class InvoicesController {
  constructor(
    private readonly invoices: InvoicesService,
    private readonly tenants: CurrentTenant,
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
    const invoice = await this.invoices.get(id);
    const pdf = await invoicePdf(invoice, await this.tenants.view());
    return download(pdf, 'application/pdf', `${invoice.number ?? id}.pdf`);
  }

  @Roles('owner', 'admin')
  @Get(':id/csv')
  @ApiOperation({ summary: 'An invoice as a table' })
  @ApiOkResponse({ content: { 'text/csv': BINARY } })
  async csv(@IdParam() id: string): Promise<StreamableFile> {
    const invoice = await this.invoices.get(id);
    const csv = Buffer.from(invoiceCsv(invoice));
    return download(csv, 'text/csv; charset=utf-8', `${invoice.number ?? id}.csv`);
  }
}
