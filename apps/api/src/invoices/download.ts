import { StreamableFile } from '@nestjs/common';
import { invoiceCsv, invoicePdf, type Issuer, type Recipient } from '@renum/billing';
import type { InvoiceDetailView } from '@renum/contracts';

/** For the documentation of what is no JSON. */
export const BINARY = { schema: { type: 'string', format: 'binary' } };

const named = (
  content: Buffer,
  { id, number }: InvoiceDetailView,
  { type, ending }: { type: string; ending: string },
): StreamableFile =>
  new StreamableFile(content, {
    type,
    disposition: `attachment; filename="${number ?? `draft-${id}`}.${ending}"`,
  });

/** The invoice as a PDF to be kept. */
export async function pdfOf(
  invoice: InvoiceDetailView,
  to: Recipient,
  from: Issuer,
): Promise<StreamableFile> {
  const content = await invoicePdf(invoice, to, from);
  return named(content, invoice, { type: 'application/pdf', ending: 'pdf' });
}

/** Its lines and sums as a table. */
export const csvOf = (invoice: InvoiceDetailView): StreamableFile =>
  named(Buffer.from(invoiceCsv(invoice)), invoice, {
    type: 'text/csv; charset=utf-8',
    ending: 'csv',
  });
