import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { consoleBed, settle, signedInAs } from '../../../../testing/console-bed';
import { budgetFigures } from '../../../../testing/money-views';
import { meView } from '../../../../testing/views';
import { PlatformBudgetsPage } from './platform-budgets-page';

describe('PlatformBudgetsPage', () => {
  it('sets a budget for all tenants, and shows it', async () => {
    const { http } = consoleBed();
    await signedInAs(http, meView({ tenant: undefined }));
    const fixture = TestBed.createComponent(PlatformBudgetsPage);
    const root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/operator/budgets').flush({ items: [] });
    await settle();
    await fixture.whenStable();
    const click = async (text: string | RegExp) =>
      (await root.getHarness(MatButtonHarness.with({ text }))).click();
    await click(/New budget/);
    await (await root.getHarness(MatInputHarness)).setValue('500');
    await click('Set the budget');
    await settle();
    const sent = http.expectOne('/v1/operator/budgets');
    expect(sent.request.body).toEqual({ period: 'day', limitNano: '500000000000' });
    sent.flush({ id: 'p1', ...budgetFigures({ period: 'day' }) });
    await settle();
    await settle();
    const items = [{ id: 'p1', ...budgetFigures({ period: 'day' }) }];
    http.expectOne('/v1/operator/budgets').flush({ items });
    await settle();
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/operator/budgets/p1/burn-down').error(new ProgressEvent('error'));
    await settle();
    await fixture.whenStable();
    const text = (fixture.nativeElement as HTMLElement).textContent;
    expect(text).toMatch(/All tenants, a day.*Nearly used up/s);
    expect(text).toContain('Renum does not answer');
  });
});
