import { usd, walletView } from '../../../../testing/money-views';
import { walletFigures } from './wallet-figures';

const labels = (overrides: Parameters<typeof walletView>[0]) =>
  walletFigures(walletView(overrides)).map(({ label }) => label);

describe('the figures of a wallet', () => {
  it('begin with what counts for how the tenant pays', () => {
    expect(labels({})).toEqual(['In the wallet', 'Credits']);
    expect(labels({ owed: usd('1') })).toEqual(['In the wallet', 'Credits', 'To be billed']);
    expect(labels({ mode: 'postpaid' })).toEqual(['To be billed', 'Credits', 'In the wallet']);
    expect(labels({ mode: 'postpaid', balance: usd('0') })).toEqual(['To be billed', 'Credits']);
  });

  it('warn of a wallet below zero', () => {
    const [wallet] = walletFigures(walletView({ balance: usd('-1200000000') }));
    expect(wallet).toMatchObject({ value: '-$1.20', title: '-1.200000000 USD', bad: true });
  });
});
