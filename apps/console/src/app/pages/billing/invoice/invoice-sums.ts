import type { InvoiceDetailView } from '@renum/contracts';
import { percentWords } from '../../../core/billing-words';

export interface SumRow {
  label: string;
  nano: string;
}

/** How usage becomes the total; what is nothing is left out, but for usage and tax. */
export function sumsOf({ usage, credits, prepaid, tax, rounding }: InvoiceDetailView): SumRow[] {
  const rows = [
    { label: 'Usage', nano: usage.nano },
    { label: 'Paid by credits', nano: String(-BigInt(credits.nano)) },
    { label: 'Paid from the wallet', nano: String(-BigInt(prepaid.nano)) },
    { label: `${tax.name} ${percentWords(tax.bp)}`, nano: tax.amount.nano },
    { label: 'Rounding', nano: rounding.nano },
  ];
  return rows.filter(({ nano }, index) => index === 0 || index === 3 || nano !== '0');
}

/** What is left of the total after its credit notes. */
export const leftOf = ({ total, creditNotes }: InvoiceDetailView): string =>
  String(creditNotes.reduce((left, note) => left - BigInt(note.total.nano), BigInt(total.nano)));
