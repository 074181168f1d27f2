import { creditNoteView, invoiceDetailView, usd } from '../../../../testing/money-views';
import { leftOf, sumsOf } from './invoice-sums';

describe('the sums of an invoice', () => {
  it('lead from usage to the total, exactly', () => {
    const rows = sumsOf(invoiceDetailView());
    expect(rows.map(({ label }) => label)).toEqual([
      'Usage',
      'Paid by credits',
      'VAT 19 %',
      'Rounding',
    ]);
    const sum = rows.reduce((total, { nano }) => total + BigInt(nano), 0n);
    expect(String(sum)).toBe(invoiceDetailView().total.nano);
  });

  it('are few when nothing was taken off', () => {
    const plain = invoiceDetailView({
      ...{ credits: usd('0'), prepaid: usd('0'), rounding: usd('0') },
      tax: { name: 'VAT', bp: 0, amount: usd('0') },
    });
    expect(sumsOf(plain).map(({ label }) => label)).toEqual(['Usage', 'VAT 0 %']);
  });

  it('are less what was credited', () => {
    const invoice = invoiceDetailView({ creditNotes: [creditNoteView(), creditNoteView()] });
    expect(leftOf(invoice)).toBe('34810000000');
  });
});
