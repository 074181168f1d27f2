import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import type { PriceBookView } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../../testing/console-bed';
import { priceBookView } from '../../../../testing/money-views';
import { meView } from '../../../../testing/views';
import { PriceBooksPage } from './price-books-page';

describe('PriceBooksPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<PriceBooksPage>;
  let root: HarnessLoader;

  async function show(items: PriceBookView[]) {
    ({ http } = consoleBed());
    await signedInAs(http, meView({ tenant: undefined }));
    fixture = TestBed.createComponent(PriceBooksPage);
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/operator/price-books?limit=200').flush({ items });
    await settle();
    await fixture.whenStable();
  }
  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
  const click = async (label: string | RegExp) =>
    (await root.getHarness(MatButtonHarness.with({ text: label }))).click();
  const changes = () => document.querySelector('.changes')?.textContent ?? '';

  it('shows each book with the prices in force', async () => {
    await show([
      priceBookView({ id: 'b2', version: 2, effectiveFrom: '2999-01-01T00:00:00Z' }),
      priceBookView(),
    ]);
    expect(text()).toMatch(/standard.*Version 1, in force from Jan 1, 2026/s);
    expect(text()).toMatch(/20 %.*first 10,000 free, then \$0\.10 for 1,000 calls/s);
  });

  it('publishes the next version, and says before what it changes', async () => {
    await show([priceBookView()]);
    await click(/New version/);
    expect(changes()).toContain('Nothing: it says the same');
    const dialog = await root.getHarness(MatDialogHarness);
    const [from, margin] = await dialog.getAllHarnesses(MatInputHarness);
    await from?.setValue('2999-02-01');
    await margin?.setValue('25');
    await click(/Fee$/);
    expect(changes()).toMatch(/Margin.*20 %.*25 %/s);
    await click('Publish');
    http.expectNone('/v1/operator/price-books');
    const inputs = await dialog.getAllHarnesses(MatInputHarness);
    // The fee that was there has six fields and a price; the new one begins with its key.
    const keys = await Promise.all(inputs.map((one) => one.getValue()));
    await inputs[keys.lastIndexOf('') - 2]?.setValue('search');
    await click('Publish');
    await settle();
    const sent = http.expectOne('/v1/operator/price-books');
    expect(sent.request.body).toEqual({
      name: 'standard',
      effectiveFrom: '2999-02-01T00:00:00.000Z',
      rules: {
        markupBp: 2500,
        fees: [
          priceBookView().rules.fees[0],
          { key: 'search', unit: 'calls', per: 1000, tiers: [{ upTo: null, priceNano: '0' }] },
        ],
      },
    });
    sent.flush(priceBookView({ id: 'b2', version: 2 }));
    await settle();
    await settle();
    http.expectOne('/v1/operator/price-books?limit=200').flush({ items: [priceBookView()] });
  });

  it('writes the first book', async () => {
    await show([]);
    await click(/New price book/);
    const dialog = await root.getHarness(MatDialogHarness);
    const [name] = await dialog.getAllHarnesses(MatInputHarness);
    await name?.setValue('Not a name');
    await click('Publish');
    http.expectNone('/v1/operator/price-books');
    await name?.setValue('standard');
    await click('Publish');
    await settle();
    const { request } = http.expectOne('/v1/operator/price-books');
    expect(request.body).toMatchObject({ name: 'standard', rules: { markupBp: 0, fees: [] } });
  });
});
