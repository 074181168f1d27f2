import type { InvoiceDetailView, InvoiceLineView } from '@renum/contracts';
import { decimal, percent } from './amounts';
import { COLORS, PAGE, Writer, type Style } from './pdf/writer';

/** Whom an invoice is for. */
export interface Recipient {
  name: string;
  /** Further lines below the name. */
  lines?: readonly string[];
}

/** Who sends it, as `INVOICE_ISSUER` says. */
export interface Issuer {
  name: string;
  /** Address, tax number: a line each. */
  lines: readonly string[];
  /** Below the sums: how to pay, by when. */
  note?: string | undefined;
}

const NOBODY: Issuer = { name: 'Renum', lines: [] };
const SMALL: Style = { size: 8, color: COLORS.muted };
const HEAD: Style = { size: 7.5, weight: 700, color: COLORS.muted };
const CELL: Style = { size: 8.5 };
const ROW = 16.5;
const LEADING = 11;
const WIDTH = PAGE.right - PAGE.margin;

/** The same invoice is the same bytes: nothing in it is of the moment that it was asked for. */
export function invoicePdf(
  invoice: InvoiceDetailView,
  to: Recipient,
  from: Issuer = NOBODY,
): Promise<Buffer> {
  const at = new Date(invoice.issuedAt ?? invoice.createdAt);
  const name = invoice.number ?? 'Draft';
  const writer = new Writer({ title: `Invoice ${name}`, at });
  let y = heading(writer, invoice, from);
  y = parties(writer, invoice, to, y + 28);
  y = lines(writer, invoice, y + 26);
  y = sums(writer, invoice, y + 14);
  y = creditNotes(writer, invoice, y + 18);
  notes(writer, from, y + 18);
  writer.eachPage((page, of) => {
    const foot = PAGE.height - 40;
    writer.rule(foot - 14);
    writer.line(`${from.name} · Invoice ${name}`, PAGE.margin, foot, WIDTH - 100, SMALL);
    writer.line(`Page ${page} of ${of}`, PAGE.right - 100, foot, 100, { ...SMALL, align: 'right' });
  });
  return writer.end();
}

const day = (iso: string): string => iso.slice(0, 10);

/** `2026-10` as its first and last day. */
function period(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const last = new Date(Date.UTC(year, number, 0));
  return `${month}-01 to ${day(last.toISOString())}`;
}

/** At least `height` below `y`, or on a new page. */
function room(writer: Writer, y: number, height: number): number {
  if (y + height <= PAGE.bottom) return y;
  writer.pdf.addPage();
  return PAGE.margin + 10;
}

function heading(writer: Writer, { state }: InvoiceDetailView, from: Issuer): number {
  const top = PAGE.margin + 14;
  const half = WIDTH / 2;
  writer.line('Invoice', PAGE.margin, top + 4, half, { size: 24, weight: 700 });
  if (state !== 'issued')
    writer.line(state.toUpperCase(), PAGE.margin, top + 24, half, {
      ...{ size: 10, weight: 700 },
      color: state === 'paid' ? COLORS.accent : COLORS.muted,
    });
  const right = (text: string, y: number, style: Style) =>
    writer.line(text, PAGE.margin + half, y, half, { ...style, align: 'right' });
  right(from.name, top, { size: 11, weight: 700 });
  for (const [index, line] of from.lines.entries()) right(line, top + 15 + index * 12, SMALL);
  return top + 12 + Math.max(1, from.lines.length) * 12;
}

function parties(writer: Writer, invoice: InvoiceDetailView, to: Recipient, y: number): number {
  const half = WIDTH / 2;
  writer.line('BILL TO', PAGE.margin, y, half, HEAD);
  const name = writer.wrap(to.name, half - 20, { size: 11, weight: 700 }).slice(0, 3);
  for (const [index, line] of name.entries())
    writer.line(line, PAGE.margin, y + 17 + index * 14, half - 20, { size: 11, weight: 700 });
  const below = y + 17 + name.length * 14;
  for (const [index, line] of (to.lines ?? []).entries())
    writer.line(line, PAGE.margin, below + index * 12, half - 20, SMALL);
  const facts: [string, string | undefined][] = [
    ['Invoice number', invoice.number ?? '(draft)'],
    ['Date of issue', day(invoice.issuedAt ?? invoice.createdAt)],
    ['Period', period(invoice.month)],
    ['Paid on', invoice.paidAt && day(invoice.paidAt)],
    ['Void since', invoice.voidedAt && day(invoice.voidedAt)],
  ];
  const shown = facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
  for (const [index, [label, value]] of shown.entries()) {
    const at = y + index * 16;
    writer.line(label, PAGE.margin + half, at, 90, { color: COLORS.muted });
    writer.line(value, PAGE.margin + half + 90, at, half - 90, { align: 'right' });
  }
  return Math.max(below + (to.lines?.length ?? 0) * 12, y + shown.length * 16);
}

interface Column {
  name: string;
  at: number;
  width: number;
  align?: 'right';
  of: (line: InvoiceLineView) => string;
}

const count = (value: number): string => value.toLocaleString('en-US');

const COLUMNS: readonly Column[] = [
  {
    ...{ name: 'AGENT OR APP', at: 0, width: 128 },
    of: ({ agentName, apiKeyName }) => agentName ?? apiKeyName ?? '',
  },
  { name: 'SERVICE', at: 138, width: 152, of: ({ item }) => item },
  { name: 'CALLS', at: 294, width: 46, align: 'right', of: ({ events }) => count(events) },
  {
    ...{ name: 'QUANTITY', at: 346, width: 62, align: 'right' as const },
    of: ({ meter, quantityMilli }) => (meter ? `${count(quantityMilli / 1000)} ${meter}` : ''),
  },
  {
    ...{ name: 'AMOUNT', at: 412, width: WIDTH - 412, align: 'right' as const },
    of: ({ amount }) => decimal(amount.nano),
  },
];

/** Names wrap into a second line; what is longer still is cut there. */
function cellOf(writer: Writer, text: string, width: number): string[] {
  const [first = '', ...rest] = writer.wrap(text, width, CELL);
  return rest.length === 0 ? [first] : [first, rest.join(' ')];
}

function header(writer: Writer, y: number): number {
  for (const { name, at, width, align } of COLUMNS)
    writer.line(name, PAGE.margin + at, y, width, { ...HEAD, align });
  writer.rule(y + 6, { color: COLORS.ink });
  return y + 6;
}

/** Every page of it begins with the names of the columns. */
function lines(writer: Writer, { lines: all }: InvoiceDetailView, from: number): number {
  let y = header(writer, from);
  for (const line of all) {
    const cells = COLUMNS.map(({ of, width }) => cellOf(writer, of(line), width));
    const height = ROW + (Math.max(...cells.map((cell) => cell.length)) - 1) * LEADING;
    if (y + height > PAGE.bottom) y = header(writer, room(writer, y, height));
    for (const [index, { at, width, align }] of COLUMNS.entries())
      for (const [row, text] of (cells[index] ?? []).entries())
        writer.line(text, PAGE.margin + at, y + 12 + row * LEADING, width, { ...CELL, align });
    y += height;
    writer.rule(y);
  }
  if (all.length > 0) return y;
  writer.line('Nothing was used in this period.', PAGE.margin, y + 14, WIDTH, SMALL);
  return y + 20;
}

function sums(writer: Writer, invoice: InvoiceDetailView, from: number): number {
  const { usage, credits, prepaid, tax, rounding, total } = invoice;
  const rows: [string, bigint][] = [
    ['Usage', BigInt(usage.nano)],
    ['Paid by credits', -BigInt(credits.nano)],
    ['Paid from the wallet', -BigInt(prepaid.nano)],
    [`${tax.name} ${percent(tax.bp)} %`, BigInt(tax.amount.nano)],
    ['Rounding', BigInt(rounding.nano)],
  ];
  // What is always there, and what there is of the rest.
  const shown = rows.filter(([, nano], index) => index === 0 || index === 3 || nano !== 0n);
  let y = room(writer, from, shown.length * 16 + 40);
  const left = PAGE.margin + 264;
  const line = (label: string, value: string, style: Style) => {
    writer.line(label, left, y + 12, 130, style);
    writer.line(value, left + 130, y + 12, PAGE.right - left - 130, { ...style, align: 'right' });
    y += 16;
  };
  for (const [label, nano] of shown) line(label, decimal(nano), {});
  y += 6;
  writer.rule(y, { from: left, color: COLORS.ink });
  y += 6;
  line(`Total ${total.currency}`, decimal(total.nano), { size: 12, weight: 700 });
  return y;
}

function creditNotes(writer: Writer, invoice: InvoiceDetailView, from: number): number {
  if (invoice.creditNotes.length === 0) return from - 18;
  let y = room(writer, from, 40);
  writer.line('CREDIT NOTES', PAGE.margin, y, WIDTH, HEAD);
  y += 4;
  for (const { number, issuedAt, reason, total } of invoice.creditNotes) {
    y = room(writer, y, ROW);
    const text = `${number} · ${day(issuedAt)} · ${reason}`;
    writer.line(text, PAGE.margin, y + 12, WIDTH - 110, {});
    const credited = decimal(-BigInt(total.nano));
    writer.line(credited, PAGE.right - 100, y + 12, 100, { align: 'right' });
    y += ROW;
  }
  const credited = invoice.creditNotes.reduce((sum, { total }) => sum + BigInt(total.nano), 0n);
  const left = decimal(BigInt(invoice.total.nano) - credited);
  const style: Style = { weight: 700 };
  writer.line(
    `Total less credit notes, ${invoice.total.currency}`,
    PAGE.margin,
    y + 14,
    300,
    style,
  );
  writer.line(left, PAGE.right - 100, y + 14, 100, { ...style, align: 'right' });
  return y + 20;
}

function notes(writer: Writer, { note }: Issuer, from: number): void {
  if (!note) return;
  let y = from;
  for (const line of writer.wrap(note, WIDTH, SMALL)) {
    y = room(writer, y, 12);
    writer.line(line, PAGE.margin, y, WIDTH, SMALL);
    y += 12;
  }
}
