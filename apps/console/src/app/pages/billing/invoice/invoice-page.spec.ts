import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatTabGroupHarness } from '@angular/material/tabs/testing';
import type { InvoiceDetailView, WalletView } from '@renum/contracts';
import { Leave } from '../../../core/leave';
import { consoleBed, settle, signedInAs } from '../../../../testing/console-bed';
import {
  creditNoteView,
  invoiceDetailView,
  usd,
  walletView,
} from '../../../../testing/money-views';
import { InvoicePage } from './invoice-page';

describe('InvoicePage', () => {
  const revoked = jest.fn();
  let http: HttpTestingController;
  let fixture: ComponentFixture<InvoicePage>;
  let root: HarnessLoader;

  beforeEach(() => {
    payments = undefined;
    // jsdom has neither blobs' URLs nor a viewer.
    URL.createObjectURL = jest.fn(() => 'blob:one');
    URL.revokeObjectURL = revoked;
    Object.defineProperty(navigator, 'pdfViewerEnabled', { value: true, configurable: true });
  });

  let payments: WalletView['payments'];
  const leave = { to: jest.fn() };

  async function show(invoice: InvoiceDetailView, door: 'tenant' | 'operator' = 'tenant') {
    ({ http } = consoleBed([{ provide: Leave, useValue: leave }]));
    await signedInAs(http);
    fixture = TestBed.createComponent(InvoicePage);
    fixture.componentRef.setInput('invoiceId', invoice.id);
    // As the router does for a route that names none.
    fixture.componentRef.setInput('door', door === 'tenant' ? undefined : door);
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    for (const asked of http.match('/v1/wallet')) asked.flush(walletView({ payments }));
    http
      .expectOne(`${door === 'tenant' ? '/v1' : '/v1/operator'}/invoices/invoice-1`)
      .flush(invoice);
    await answerPdf(door);
  }
  async function answerPdf(door: 'tenant' | 'operator') {
    await settle();
    fixture.detectChanges();
    await settle();
    const base = door === 'tenant' ? '/v1' : '/v1/operator';
    http.expectOne(`${base}/invoices/invoice-1/pdf`).flush(new Blob(['%PDF-']));
    await settle();
    await fixture.whenStable();
  }
  const element = () => fixture.nativeElement as HTMLElement;
  const labels = async () =>
    Promise.all((await root.getAllHarnesses(MatButtonHarness)).map((one) => one.getText()));
  const click = async (text: string | RegExp) =>
    (await root.getHarness(MatButtonHarness.with({ text }))).click();

  it('shows the PDF in the page, and its lines', async () => {
    await show(invoiceDetailView());
    const frame = element().querySelector('iframe');
    expect([frame?.title, frame?.getAttribute('src')]).toEqual([
      'Invoice INV-2026-000042 as a PDF',
      'blob:one#navpanes=0&view=FitH',
    ]);
    const tabs = await root.getHarness(MatTabGroupHarness);
    await tabs.selectTab({ label: 'Lines' });
    expect(element().textContent).toMatch(/Researcher.*gpt-4\.1-mini.*18,204.*\$41\.25/s);
    expect(element().textContent).toMatch(/Total\s*\$37\.19/);
    fixture.destroy();
    expect(revoked).toHaveBeenCalledWith('blob:one');
  });

  it('offers the download where the browser shows no PDFs', async () => {
    Object.defineProperty(navigator, 'pdfViewerEnabled', { value: false, configurable: true });
    await show(invoiceDetailView());
    expect(element().querySelector('iframe')).toBeNull();
    expect(await labels()).toContain('Download it');
  });

  it('lets people of a tenant do nothing but take it along', async () => {
    await show(invoiceDetailView());
    expect((await labels()).map((label) => label.split('\n').at(-1))).toEqual([
      expect.stringContaining('PDF'),
      expect.stringContaining('CSV'),
    ]);
  });

  it('leads to the payment provider, where there is one', async () => {
    payments = 'stripe';
    await show(invoiceDetailView());
    await click(/Pay online/);
    await settle();
    const sent = http.expectOne('/v1/invoices/invoice-1/payments');
    expect(sent.request.body).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{14}7/) });
    sent.flush({ id: 'p1', url: 'https://pay.example/2', expiresAt: '' });
    await settle();
    expect(leave.to).toHaveBeenCalledWith('https://pay.example/2');
  });

  it('lets operators take the steps that its state allows, after a second thought', async () => {
    const draft = invoiceDetailView({ state: 'draft', number: undefined, issuedAt: undefined });
    await show(draft, 'operator');
    const shown = (await labels()).join();
    expect(shown).toContain('Issue');
    expect(shown).toContain('Discard');
    expect(shown).not.toContain('Credit note');
    await click(/Issue/);
    await click('Cancel');
    http.expectNone('/v1/operator/invoices/invoice-1/issue');
    await click(/Issue/);
    const dialog = await root.getHarness(MatDialogHarness);
    await (await dialog.getHarness(MatButtonHarness.with({ text: 'Issue' }))).click();
    await settle();
    http.expectOne('/v1/operator/invoices/invoice-1/issue').flush(invoiceDetailView());
    await answerPdf('operator');
    expect(element().textContent).toContain('INV-2026-000042');
    expect((await labels()).join()).toMatch(/Credit note.*Mark as paid.*Void/s);
  });

  it('asks nobody to pay nothing', async () => {
    payments = 'stripe';
    const invoice = { total: usd('0'), state: 'paid', paidAt: '2026-11-02T10:00:00Z' } as const;
    await show(invoiceDetailView({ ...invoice, issuedAt: invoice.paidAt }));
    expect(element().textContent).toMatch(/Nothing to pay\s+issued on Nov 2, 2026/);
    expect((await labels()).join()).not.toContain('Pay online');
  });

  it('credits whole cents, once', async () => {
    await show(invoiceDetailView({ state: 'paid' }), 'operator');
    expect((await labels()).join()).not.toMatch(/Void|Mark as paid/);
    await click(/Credit note/);
    const dialog = await root.getHarness(MatDialogHarness);
    const [net, reason] = await dialog.getAllHarnesses(MatInputHarness);
    await reason?.setValue('Outage');
    await net?.setValue('1.005');
    await click('Credit');
    http.expectNone('/v1/operator/invoices/invoice-1/credit-notes');
    await net?.setValue('1');
    await click('Credit');
    await settle();
    const url = '/v1/operator/invoices/invoice-1/credit-notes';
    const first = http.expectOne(url);
    first.flush(null, { status: 503, statusText: 'Away' });
    await settle();
    await fixture.whenStable();
    await click('Credit');
    await settle();
    const again = http.expectOne(url);
    expect(again.request.body).toEqual(first.request.body);
    expect(again.request.body).toMatchObject({ netNano: '1000000000', reason: 'Outage' });
    again.flush(invoiceDetailView({ state: 'paid', creditNotes: [creditNoteView()] }));
    await answerPdf('operator');
  });
});
