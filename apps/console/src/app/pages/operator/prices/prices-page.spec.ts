import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import type { PriceOverrideView } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../../testing/console-bed';
import { priceOverrideView } from '../../../../testing/money-views';
import { meView } from '../../../../testing/views';
import { PricesPage } from './prices-page';

const LIST = '/v1/operator/prices?limit=50';

describe('PricesPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<PricesPage>;
  let root: HarnessLoader;

  async function show(items: PriceOverrideView[]) {
    ({ http } = consoleBed());
    await signedInAs(http, meView({ tenant: undefined }));
    fixture = TestBed.createComponent(PricesPage);
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne(LIST).flush({ items });
    const acme = { id: 't1', name: 'Acme' };
    http.expectOne('/v1/operator/tenants?limit=50').flush({ items: [acme] });
    await settle();
    await fixture.whenStable();
  }
  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
  const click = async (label: string | RegExp) =>
    (await root.getHarness(MatButtonHarness.with({ text: label }))).click();

  it('shows what costs what, for whom', async () => {
    await show([
      priceOverrideView(),
      priceOverrideView({ id: 'p2', tenantId: 't1', setBy: 'tenant', provider: 'ollama' }),
    ]);
    expect(text()).toMatch(/openai \/ gpt-4\.1-mini\s*all tenants.*\$0\.36 input.*Jan 1, 2027/s);
    expect(text()).toMatch(/ollama \/ gpt-4\.1-mini\s*Acme, set by itself/);
  });

  it('sets the price of a model', async () => {
    await show([]);
    await click(/New price/);
    const dialog = await root.getHarness(MatDialogHarness);
    const [provider, model, input, output, , from] = await dialog.getAllHarnesses(MatInputHarness);
    await provider?.setValue('openai');
    await model?.setValue('gpt-5*');
    await input?.setValue('0.5');
    await click('Set the price');
    http.expectNone({ method: 'POST', url: '/v1/operator/prices' });
    await output?.setValue('2');
    await from?.setValue('2027-01-01');
    await click('Set the price');
    await settle();
    const sent = http.expectOne({ method: 'POST', url: '/v1/operator/prices' });
    expect(sent.request.body).toEqual({
      provider: 'openai',
      model: 'gpt-5*',
      rates: { perMillion: { input: '500000000', output: '2000000000' } },
      effectiveFrom: '2027-01-01T00:00:00.000Z',
    });
    sent.flush(priceOverrideView());
    await settle();
    await settle();
    http.expectOne(LIST).flush({ items: [priceOverrideView()] });
  });

  it('sets the price of a tool’s unit for one tenant', async () => {
    await show([]);
    await click(/New price/);
    const dialog = await root.getHarness(MatDialogHarness);
    const [whose, kind] = await dialog.getAllHarnesses(MatSelectHarness);
    await whose?.clickOptions({ text: 'Acme' });
    await kind?.clickOptions({ text: /unit/ });
    const [provider, unit, price, from] = await dialog.getAllHarnesses(MatInputHarness);
    await provider?.setValue('tavily');
    await unit?.setValue('credits');
    await price?.setValue('0.007');
    await from?.setValue('2027-01-01');
    await click('Set the price');
    await settle();
    const { request } = http.expectOne({ method: 'POST', url: '/v1/operator/prices' });
    expect(request.body).toEqual({
      provider: 'tavily',
      meter: 'credits',
      tenantId: 't1',
      rates: { perUnit: '7000000' },
      effectiveFrom: '2027-01-01T00:00:00.000Z',
    });
  });
});
