import type { InvoiceDetailView } from '@renum/contracts';
import { csvLine } from '../csv';
import { decimal, percent } from './amounts';

const HEADER = ['kind', 'agent', 'app', 'item', 'calls', 'quantity', 'meter', 'amount', 'currency'];

/** For spreadsheets and book-keeping: its lines and sums, RFC 4180; the column `amount` adds up. */
export function invoiceCsv(invoice: InvoiceDetailView): string {
  const { currency } = invoice.total;
  const sum = (kind: string, nano: string, item = '') =>
    BigInt(nano) === 0n ? [] : [[kind, '', '', item, '', '', '', decimal(nano), currency]];
  const rows = [
    HEADER,
    ...invoice.lines.map((line) => [
      'usage',
      line.agentName ?? '',
      line.apiKeyName ?? '',
      line.item,
      String(line.events),
      line.meter === undefined ? '' : String(line.quantityMilli / 1000),
      line.meter ?? '',
      decimal(line.amount.nano),
      currency,
    ]),
    ...sum('credits', String(-BigInt(invoice.credits.nano))),
    ...sum('prepaid', String(-BigInt(invoice.prepaid.nano))),
    ...sum('tax', invoice.tax.amount.nano, `${invoice.tax.name} ${percent(invoice.tax.bp)} %`),
    ...sum('rounding', invoice.rounding.nano),
  ];
  return rows.map(csvLine).join('');
}
