import type { HttpTestingController } from '@angular/common/http/testing';
import { type HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatCheckboxHarness } from '@angular/material/checkbox/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { consoleBed, settle, signedInAs } from '../../../../testing/console-bed';
import { customProviderView } from '../../../../testing/views';
import { EditProviderPage } from './edit-provider-page';

describe('EditProviderPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<EditProviderPage>;
  let loader: HarnessLoader;

  beforeEach(async () => {
    ({ http } = consoleBed());
    await signedInAs(http);
    fixture = TestBed.createComponent(EditProviderPage);
    fixture.componentRef.setInput('providerId', 'own-shop');
    loader = TestbedHarnessEnvironment.loader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/providers/custom/own-shop').flush(customProviderView());
    await settle();
    fixture.detectChanges();
  });

  const save = async () =>
    (await loader.getHarness(MatButtonHarness.with({ text: 'Save' }))).click();

  it('changes name and operations, and never the address', async () => {
    expect(fixture.componentInstance.hasChanges()).toBe(false);
    await (await loader.getHarness(MatInputHarness.with({ label: 'Name' }))).setValue('Our shop');
    const [list] = await loader.getAllHarnesses(MatCheckboxHarness);
    await list?.uncheck();
    expect(fixture.componentInstance.hasChanges()).toBe(true);
    await save();
    await settle();
    const { request } = http.expectOne('/v1/providers/custom/own-shop');
    expect(request.method).toBe('PATCH');
    expect(request.body).toEqual({
      title: 'Our shop',
      auth: { type: 'header', name: 'x-api-key' },
      operations: [customProviderView().operations[1]],
    });
  });

  it('keeps at least one operation', async () => {
    for (const box of await loader.getAllHarnesses(MatCheckboxHarness)) await box.uncheck();
    await save();
    http.expectNone('/v1/providers/custom/own-shop');
    expect((fixture.nativeElement as HTMLElement).textContent).toContain(
      'Choose at least one operation.',
    );
  });
});
