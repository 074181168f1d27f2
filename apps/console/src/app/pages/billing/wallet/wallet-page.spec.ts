import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatTableHarness } from '@angular/material/table/testing';
import type { WalletView } from '@renum/contracts';
import { Leave } from '../../../core/leave';
import { consoleBed, settle, signedInAs } from '../../../../testing/console-bed';
import { transactionView, usd, walletView } from '../../../../testing/money-views';
import { WalletPage } from './wallet-page';

describe('WalletPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<WalletPage>;
  let root: HarnessLoader;
  const leave = { to: jest.fn() };

  async function show(wallet: WalletView, nextCursor?: string) {
    ({ http } = consoleBed([{ provide: Leave, useValue: leave }]));
    await signedInAs(http);
    fixture = TestBed.createComponent(WalletPage);
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/wallet').flush(wallet);
    await settle();
    fixture.detectChanges();
    await settle();
    const items = [
      transactionView(),
      transactionView({ id: 't2', kind: 'usage', wallet: undefined, credits: usd('-12500000') }),
    ];
    http.expectOne('/v1/wallet/transactions?limit=25').flush({ items, nextCursor });
    await settle();
    await fixture.whenStable();
  }
  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
  const click = async (label: string | RegExp) =>
    (await root.getHarness(MatButtonHarness.with({ text: label }))).click();

  it('shows what is there, in the order in which it is used, and what moved', async () => {
    await show(walletView());
    expect(text()).toMatch(/Prepaid.*In the wallet\s*\$41\.25.*Credits\s*\$10\.00/s);
    expect(text()).toMatch(/Welcome.*expires Jan 1, 2027.*\$10\.00.*of \$25\.00 left/s);
    const table = await root.getHarness(MatTableHarness);
    const { what, wallet, credits } = await table.getCellTextByColumnName();
    expect(what?.text[0]).toContain('Transfer 4711');
    expect(wallet?.text).toEqual(['+$50.00', '']);
    expect(credits?.text).toEqual(['', '-$0.0125']);
  });

  it('goes on to older movements', async () => {
    await show(walletView(), 't2');
    await click('Show more');
    await settle();
    const older = [transactionView({ id: 't1', reference: 'The first one' })];
    http.expectOne('/v1/wallet/transactions?limit=25&cursor=t2').flush({ items: older });
    await settle();
    await fixture.whenStable();
    expect(text()).toContain('The first one');
    expect(await root.getAllHarnesses(MatButtonHarness)).toEqual([]);
  });

  it('says what became of a payment, and shows the money once it has come', async () => {
    const payment = { id: 'p1', state: 'processing' };
    jest.useFakeTimers({ doNotFake: ['setTimeout', 'queueMicrotask', 'nextTick'] });
    await show(walletView());
    fixture.componentRef.setInput('payment', 'p1');
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/payments/p1').flush(payment);
    await settle();
    await fixture.whenStable();
    expect(text()).toContain('on its way');
    jest.advanceTimersByTime(3_000);
    await settle();
    http.expectOne('/v1/payments/p1').flush({ ...payment, state: 'paid' });
    await settle();
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/wallet').flush(walletView({ balance: usd('99000000000') }));
    http.expectOne('/v1/wallet/transactions?limit=25').flush({ items: [] });
    await settle();
    await fixture.whenStable();
    expect(text()).toMatch(/Thank you.*\$99\.00/s);
    jest.useRealTimers();
  });

  it('lets people pay in only where somebody takes payments', async () => {
    await show(walletView({ payments: 'stripe' }));
    await click(/Top up/);
    const amount = await root.getHarness(MatInputHarness);
    for (const wrong of ['0', '0.99', '1.001']) {
      await amount.setValue(wrong);
      await click('Go and pay');
    }
    http.expectNone('/v1/wallet/top-ups');
    await amount.setValue('25');
    await click('Go and pay');
    await settle();
    const sent = http.expectOne('/v1/wallet/top-ups');
    expect(sent.request.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{14}7/),
      amountNano: '25000000000',
    });
    sent.flush({ id: 'p1', url: 'https://pay.example/1', expiresAt: '' });
    await settle();
    expect(leave.to).toHaveBeenCalledWith('https://pay.example/1');
  });
});
