import type { HttpTestingController } from '@angular/common/http/testing';
import { type HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatButtonToggleHarness } from '@angular/material/button-toggle/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { MatStepperHarness } from '@angular/material/stepper/testing';
import type { OpenApiPreview } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../../testing/console-bed';
import { customProviderView } from '../../../../testing/views';
import { ProviderWizardPage } from './wizard-page';

const PREVIEW: OpenApiPreview = {
  title: 'Shop',
  baseUrls: ['https://shop.test/v1', 'https://sandbox.shop.test/v1'],
  auth: { type: 'header', name: 'x-api-key' },
  operations: customProviderView().operations,
  warnings: ['POST /upload is left out: it wants a file.'],
};

describe('ProviderWizardPage', () => {
  let http: HttpTestingController;
  let navigate: jest.SpyInstance;
  let fixture: ComponentFixture<ProviderWizardPage>;
  let root: HarnessLoader;

  async function show() {
    const bed = consoleBed();
    ({ http } = bed);
    navigate = jest.spyOn(bed.router, 'navigate').mockResolvedValue(true);
    await signedInAs(http);
    fixture = TestBed.createComponent(ProviderWizardPage);
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
  }
  const text = () =>
    ((fixture.nativeElement as HTMLElement).textContent ?? '').replaceAll(/\s+/g, ' ');
  /** Of the step that is shown: the others are there, unseen. */
  async function press(label: string | RegExp) {
    for (const button of await root.getAllHarnesses(MatButtonHarness.with({ text: label }))) {
      const host = await button.host();
      const hidden = await host.matchesSelector('[inert] *, [style*="visibility: hidden"] *');
      if (!hidden && !(await button.isDisabled())) return button.click();
    }
    throw new Error(`There is no button ${String(label)}`);
  }
  const step = async () => {
    const stepper = await root.getHarness(MatStepperHarness);
    const [selected] = await stepper.getSteps({ selected: true });
    return selected!.getLabel();
  };
  const field = (label: string) => root.getHarness(MatInputHarness.with({ label }));

  async function read(answer: OpenApiPreview = PREVIEW) {
    const area = (fixture.nativeElement as HTMLElement).querySelector('textarea')!;
    area.value = 'openapi: 3.1.0';
    area.dispatchEvent(new Event('input'));
    await press('Read it');
    await settle();
    const asked = http.expectOne('/v1/providers/custom/preview');
    expect(asked.request.body).toEqual({ openapi: 'openapi: 3.1.0' });
    asked.flush(answer);
    await settle();
    fixture.detectChanges();
    await settle();
  }
  const created = () => {
    const asked = http.expectOne('/v1/providers/custom');
    asked.flush(customProviderView());
    return asked.request.body as object;
  };

  it('makes tools of what was chosen of a file', async () => {
    await show();
    await read();
    expect(await step()).toBe('Operations');
    expect(text()).toContain('1 thing in this file could not be taken over');
    await press('Continue');
    expect(text()).toContain('Choose at least one operation.');
    expect(await step()).toBe('Operations');
    await press('Choose all reads');
    expect(text()).toContain('1 of 2 chosen');
    await press('Continue');
    expect(await step()).toBe('Address and key');
    expect(await (await field('Base URL')).getValue()).toBe('https://shop.test/v1');
    await press('Create');
    await settle();
    expect(created()).toEqual({
      title: 'Shop',
      baseUrl: 'https://shop.test/v1',
      auth: { type: 'header', name: 'x-api-key' },
      openapi: 'openapi: 3.1.0',
      operationIds: ['orders.list'],
    });
    await settle();
    expect(navigate).toHaveBeenLastCalledWith(['/providers', 'own-shop']);
    expect(fixture.componentInstance.hasChanges()).toBe(false);
  });

  it('sends the operations themselves once a title is other than in the file', async () => {
    await show();
    await read();
    await (
      await root.getHarness(MatButtonHarness.with({ selector: '[aria-label="Edit List orders"]' }))
    ).click();
    const dialog = await root.getHarness(MatDialogHarness);
    const [title, path] = await dialog.getAllHarnesses(MatInputHarness);
    expect(await path?.isDisabled()).toBe(true);
    await title?.setValue('Find orders');
    await (await dialog.getHarness(MatButtonHarness.with({ text: 'Change' }))).click();
    await press('Continue');
    await press('Create');
    await settle();
    const [operation] = customProviderView().operations;
    expect(created()).toMatchObject({ operations: [{ ...operation, title: 'Find orders' }] });
  });

  it('says what is wrong with a file, and asks before the text is thrown away', async () => {
    await show();
    expect(fixture.componentInstance.hasChanges()).toBe(false);
    const area = (fixture.nativeElement as HTMLElement).querySelector('textarea')!;
    area.value = 'hello';
    area.dispatchEvent(new Event('input'));
    await press('Read it');
    await settle();
    const detail = 'This cannot be read: it is neither OpenAPI 3.0 or 3.1 nor Swagger 2.0';
    http
      .expectOne('/v1/providers/custom/preview')
      .flush(
        { title: 'Invalid', code: 'validation_failed', status: 422, detail },
        { status: 422, statusText: 'Unprocessable' },
      );
    await settle();
    fixture.detectChanges();
    expect(text()).toContain(detail);
    expect(await step()).toBe('Describe it');
    expect(fixture.componentInstance.hasChanges()).toBe(true);
  });

  it('is made by hand, too', async () => {
    await show();
    await (await root.getHarness(MatButtonToggleHarness.with({ text: 'By hand' }))).check();
    await press('Continue');
    await settle();
    fixture.detectChanges();
    await press(/Add an operation/);
    const dialog = await root.getHarness(MatDialogHarness);
    const [title, path] = await dialog.getAllHarnesses(MatInputHarness);
    await title?.setValue('Cancel an order');
    const [method] = await dialog.getAllHarnesses(MatSelectHarness);
    await method?.clickOptions({ text: 'DELETE' });
    await path?.setValue('orders');
    await (await dialog.getHarness(MatButtonHarness.with({ text: 'Add' }))).click();
    expect(await dialog.getText()).toContain('It begins with a slash');
    await path?.setValue('/orders/{id}');
    await (await dialog.getHarness(MatButtonHarness.with({ text: 'Add' }))).click();
    await press('Continue');
    await (await field('Name')).setValue('Shop');
    await (await field('Base URL')).setValue('https://shop.test/v1');
    await press('Create');
    await settle();
    expect(created()).toEqual({
      title: 'Shop',
      baseUrl: 'https://shop.test/v1',
      auth: { type: 'bearer' },
      operations: [
        {
          id: 'cancel_an_order',
          title: 'Cancel an order',
          method: 'DELETE',
          path: '/orders/{id}',
          access: 'write',
          safeToRetry: false,
        },
      ],
    });
  });
});
