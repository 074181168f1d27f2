import type { RerateView } from '@renum/contracts';
import { monthWords } from '../../../core/billing-words';
import { formatNano } from '../../../core/money';

/** What rating a month anew comes to, in a sentence or two. */
export function differenceWords({ changed, difference, month, into }: RerateView): string {
  if (changed === 0) return `${monthWords(month)} is charged as its prices say: nothing changes.`;
  const nano = BigInt(difference.nano);
  const size = formatNano(nano < 0n ? -nano : nano, difference.currency);
  const sum =
    nano === 0n
      ? 'The sum stays the same.'
      : `The tenant owes ${size} ${nano > 0n ? 'more' : 'less'}.`;
  return into === month ? sum : `${sum} It is billed in ${monthWords(into)}.`;
}

/** Books nothing where nothing changes, or where an invoice already says otherwise. */
export const mayBook = ({ changed, invoice, into, month }: RerateView): boolean =>
  changed > 0 && (invoice === undefined || into !== month);
