import { rerateView, usd } from '../../../../testing/money-views';
import { differenceWords, mayBook } from './rerate-words';

describe('what rating a month anew comes to', () => {
  it.each([
    [rerateView(), 'The tenant owes $2.50 more.'],
    [rerateView({ difference: usd('-2500000000') }), 'The tenant owes $2.50 less.'],
    [rerateView({ difference: usd('0') }), 'The sum stays the same.'],
    [rerateView({ into: '2026-11' }), 'The tenant owes $2.50 more. It is billed in November 2026.'],
    [
      rerateView({ changed: 0, difference: usd('0') }),
      'October 2026 is charged as its prices say: nothing changes.',
    ],
  ])('%#', (view, words) => {
    expect(differenceWords(view)).toBe(words);
  });

  it('can be booked where something changes and no invoice says otherwise', () => {
    const invoice = { id: 'invoice-1', number: 'INV-2026-000042', state: 'issued' as const };
    expect(mayBook(rerateView())).toBe(true);
    expect(mayBook(rerateView({ changed: 0 }))).toBe(false);
    expect(mayBook(rerateView({ invoice }))).toBe(false);
    expect(mayBook(rerateView({ invoice, into: '2026-11' }))).toBe(true);
  });
});
