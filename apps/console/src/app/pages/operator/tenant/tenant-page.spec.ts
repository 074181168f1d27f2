import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatMenuHarness } from '@angular/material/menu/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { Router } from '@angular/router';
import { consoleBed, settle, signedInAs } from '../../../../testing/console-bed';
import {
  budgetView,
  invoiceDetailView,
  priceBookView,
  rerateView,
  termsView,
  usd,
  walletView,
} from '../../../../testing/money-views';
import { meView } from '../../../../testing/views';
import { endedMonths } from './ended-months';
import { TenantPage } from './tenant-page';

const BASE = '/v1/operator/tenants/t1';
const SINCE = '2026-01-20T10:00:00.000Z';

describe('TenantPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<TenantPage>;
  let root: HarnessLoader;

  beforeEach(async () => {
    ({ http } = consoleBed());
    await signedInAs(http, meView({ tenant: undefined }));
    fixture = TestBed.createComponent(TenantPage);
    fixture.componentRef.setInput('tenantId', 't1');
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne(BASE).flush({ id: 't1', name: 'Acme', createdAt: SINCE });
    http
      .expectOne(`${BASE}/wallet`)
      .flush(walletView({ suspended: { since: '2026-11-21T10:00:00Z', reason: 'wallet_empty' } }));
    http.expectOne(`${BASE}/billing`).flush(termsView());
    http.expectOne(`${BASE}/invoices?limit=25`).flush({
      items: [
        invoiceDetailView(),
        invoiceDetailView({ id: 'free', month: '2026-09', state: 'paid', total: usd('0') }),
      ],
    });
    http.expectOne(`${BASE}/budgets?limit=200`).flush({ items: [budgetView()] });
    http.expectOne(`${BASE}/transactions?limit=25`).flush({ items: [] });
    await settle();
    await fixture.whenStable();
  });

  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
  const click = async (label: string | RegExp) =>
    (await root.getHarness(MatButtonHarness.with({ text: label }))).click();

  it('shows how it pays, what it has, its invoices and budgets', () => {
    expect(text()).toMatch(/Acme.*Prepaid.*standard.*VAT 19 %.*do not serve it/s);
    expect(text()).toContain('Wallet empty');
    expect(text()).toMatch(
      /October 2026.*INV-2026-000042.*To be paid.*September 2026.*Nothing to pay/s,
    );
    expect(text()).toMatch(/Researcher.*\$41\.25 of\s*\$50\.00\s*a month/s);
  });

  it('grants credit with a reason, until the end of a day', async () => {
    const menu = await root.getHarness(MatMenuHarness.with({ triggerText: /Move money/ }));
    await menu.open();
    await menu.clickItem({ text: /Grant credit/ });
    const dialog = await root.getHarness(MatDialogHarness);
    const [amount, reason, lastDay] = await dialog.getAllHarnesses(MatInputHarness);
    await amount?.setValue('25');
    await click('Grant it');
    http.expectNone(`${BASE}/credits`);
    await reason?.setValue('Welcome');
    await lastDay?.setValue('2999-12-31');
    await click('Grant it');
    await settle();
    const sent = http.expectOne(`${BASE}/credits`);
    expect(sent.request.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      amountNano: '25000000000',
      reference: 'Welcome',
      priority: 100,
      expiresAt: '2999-12-31T23:59:59.000Z',
    });
    sent.flush(walletView());
    await settle();
    await settle();
    http.expectOne(`${BASE}/transactions?limit=25`).flush({ items: [] });
    await settle();
    await fixture.whenStable();
    expect(text()).not.toContain('Wallet empty');
  });

  it('changes its terms', async () => {
    await click('Change the terms');
    await settle();
    http.expectOne('/v1/operator/price-books?limit=200').flush({
      items: [
        priceBookView(),
        priceBookView({ id: 'b2', version: 2 }),
        priceBookView({ name: 'vip' }),
      ],
    });
    await settle();
    const dialog = await root.getHarness(MatDialogHarness);
    const [mode, book] = await dialog.getAllHarnesses(MatSelectHarness);
    await mode?.clickOptions({ text: 'By invoice' });
    await book?.open();
    const names = await Promise.all((await book!.getOptions()).map((one) => one.getText()));
    expect(names).toEqual(['standard', 'vip']);
    await book?.clickOptions({ text: 'vip' });
    const [, rate] = await dialog.getAllHarnesses(MatInputHarness);
    await rate?.setValue('7.5');
    await click('Change');
    await settle();
    const sent = http.expectOne(`${BASE}/billing`);
    expect([sent.request.method, sent.request.body]).toEqual([
      'PATCH',
      { mode: 'postpaid', priceBook: 'vip', taxName: 'VAT', taxBp: 750, platformKeys: false },
    ]);
    sent.flush(termsView({ mode: 'postpaid', priceBook: 'vip', taxBp: 750 }));
    await settle();
    await settle();
    http.expectOne(`${BASE}/wallet`).flush(walletView());
    await settle();
    await fixture.whenStable();
    expect(text()).toMatch(/By invoice.*vip.*VAT 7\.5 %/s);
  });

  it('rates a month anew: looks first, books after a second thought', async () => {
    await click(/Rate a month anew/);
    await click('See what changes');
    await settle();
    const month = endedMonths(new Date(), SINCE)[0] ?? '';
    const asked = http.expectOne(`${BASE}/rerate`);
    expect(asked.request.body).toEqual({ month, intoOpenMonth: false, preview: true });
    asked.flush(rerateView({ month, into: month }));
    await settle();
    await fixture.whenStable();
    const dialog = await root.getHarness(MatDialogHarness);
    expect(await dialog.getContentText()).toMatch(/owes \$2\.50 more.*\$41\.25.*\$43\.75/s);
    await click('Book the difference');
    await click('Cancel');
    http.expectNone(`${BASE}/rerate`);
    await click('Book the difference');
    await click('Book it');
    await settle();
    const booked = http.expectOne(`${BASE}/rerate`);
    expect(booked.request.body).toEqual({ month, intoOpenMonth: false, preview: false });
    booked.flush(rerateView({ month, into: month, applied: true }));
    await settle();
    await settle();
    http.expectOne(`${BASE}/wallet`).flush(walletView());
    http.expectOne(`${BASE}/transactions?limit=25`).flush({ items: [] });
  });

  it('drafts a month that has ended, and goes to look at it', async () => {
    await click(/Draft a month/);
    await click('Draft');
    await settle();
    const sent = http.expectOne(`${BASE}/invoices`);
    expect(sent.request.body).toEqual({ month: endedMonths(new Date(), SINCE)[0] });
    sent.flush(invoiceDetailView({ id: 'new', state: 'draft' }));
    await settle();
    await settle();
    expect(TestBed.inject(Router).url).toBe('/operator/invoices/new');
  });
});
