import type { WalletView } from '@renum/contracts';
import { exactNano, formatNano } from '../../../core/money';
import type { Figure } from '../../../ui/figures/figures';

type Money = WalletView['balance'];

const figure = (label: string, { nano, currency }: Money, bad = false): Figure => ({
  label,
  value: formatNano(nano, currency),
  title: `${exactNano(nano)} ${currency}`,
  bad,
});

/** What counts for how the tenant pays comes first; what is nothing and beside the point is left out. */
export function walletFigures({ mode, balance, credits, owed }: WalletView): Figure[] {
  const wallet = figure('In the wallet', balance, BigInt(balance.nano) < 0n);
  const credit = figure('Credits', credits);
  const debt = figure('To be billed', owed);
  if (mode === 'prepaid') return [wallet, credit, ...(owed.nano === '0' ? [] : [debt])];
  return [debt, credit, ...(balance.nano === '0' ? [] : [wallet])];
}
