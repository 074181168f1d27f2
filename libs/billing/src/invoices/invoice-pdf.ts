import type { InvoiceDetailView } from '@renum/contracts';
import PDFDocument from 'pdfkit';
import { decimal, percent } from './amounts';

const MARGIN = 56;
const ROW = 16;
const RIGHT = 595 - MARGIN;
const BOTTOM = 842 - MARGIN - ROW;

export interface Recipient {
  name: string;
}

/** The same invoice is the same bytes: nothing in it is of the moment that it was asked for. */
export async function invoicePdf(invoice: InvoiceDetailView, to: Recipient): Promise<Buffer> {
  const at = new Date(invoice.issuedAt ?? invoice.createdAt);
  const title = `Invoice ${invoice.number ?? '(draft)'}`;
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    info: { Title: title, Creator: 'Renum', Producer: 'Renum', CreationDate: at, ModDate: at },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  heading(document, invoice, { title, at, to });
  table(document, invoice);
  sums(document, invoice);
  document.end();
  return done;
}

type Pdf = InstanceType<typeof PDFDocument>;

/** The standard fonts know Latin-1 only. */
const plain = (text: string): string => text.replaceAll(/[^\x20-\x7e\xa0-\xff]/gu, '?');

const day = (at: Date): string => at.toISOString().slice(0, 10);

function heading(
  document: Pdf,
  { month, state }: InvoiceDetailView,
  { title, at, to }: { title: string; at: Date; to: Recipient },
): void {
  document.font('Helvetica-Bold').fontSize(20).text(title, MARGIN, MARGIN);
  document.font('Helvetica').fontSize(10).moveDown(0.5);
  document.text(`For: ${plain(to.name)}`);
  document.text(`Usage of: ${month}`);
  document.text(`Date: ${day(at)}`);
  if (state === 'paid' || state === 'void') document.text(`State: ${state}`);
  document.moveDown(1.5);
}

/** Columns by their left edge; the last one ends at the margin. */
const COLUMNS = [
  { name: 'Agent or app', at: MARGIN, width: 130 },
  { name: 'What', at: MARGIN + 135, width: 165 },
  { name: 'Calls', at: MARGIN + 300, width: 60, align: 'right' as const },
  { name: 'Amount', at: MARGIN + 365, width: RIGHT - MARGIN - 365, align: 'right' as const },
];

function row(document: Pdf, cells: readonly string[]): void {
  if (document.y > BOTTOM) document.addPage();
  const { y } = document;
  for (const [index, { at, width, align }] of COLUMNS.entries())
    document.text(plain(cells[index] ?? ''), at, y, {
      ...{ width, height: ROW, ellipsis: true, lineBreak: false },
      ...(align && { align }),
    });
  document.y = y + ROW;
}

function table(document: Pdf, { lines }: InvoiceDetailView): void {
  document.font('Helvetica-Bold').fontSize(9);
  row(
    document,
    COLUMNS.map(({ name }) => name),
  );
  document.font('Helvetica');
  for (const { agentName, apiKeyName, item, events, amount } of lines)
    row(document, [agentName ?? apiKeyName ?? '', item, String(events), decimal(amount.nano)]);
  document.y += ROW / 2;
}

function sums(document: Pdf, invoice: InvoiceDetailView): void {
  const { usage, credits, prepaid, tax, rounding, total, creditNotes } = invoice;
  const line = (name: string, nano: string | bigint) =>
    row(document, ['', name, '', decimal(nano)]);
  const unlessZero = (name: string, nano: bigint) => nano !== 0n && line(name, nano);
  line('Usage', usage.nano);
  unlessZero('Paid by credits', -BigInt(credits.nano));
  unlessZero('Paid from the wallet', -BigInt(prepaid.nano));
  line(`${tax.name} ${percent(tax.bp)} %`, tax.amount.nano);
  unlessZero('Rounding', BigInt(rounding.nano));
  document.font('Helvetica-Bold');
  line(`Total (${total.currency})`, total.nano);
  document.font('Helvetica');
  for (const note of creditNotes) line(`Credit note ${note.number}`, -BigInt(note.total.nano));
}
