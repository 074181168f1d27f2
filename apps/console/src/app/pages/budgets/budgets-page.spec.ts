import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatMenuHarness } from '@angular/material/menu/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import type { BudgetView, Role } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { budgetAlertView, budgetView, burnDownView, usd } from '../../../testing/money-views';
import { agentView, meView, providerView } from '../../../testing/views';
import { BudgetsPage } from './budgets-page';
import { BurnDown } from './burn-down/burn-down';
import { BurnDownChart } from './burn-down/burn-down-chart';

/** jsdom has no canvas to draw on. */
@Component({
  selector: 'rn-burn-down-chart',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class ChartStub {
  readonly lines = input<unknown>();
}

describe('BudgetsPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<BudgetsPage>;
  let root: HarnessLoader;

  async function show(items: BudgetView[], role: Role = 'owner') {
    TestBed.overrideComponent(BurnDown, {
      remove: { imports: [BurnDownChart] },
      add: { imports: [ChartStub] },
    });
    ({ http } = consoleBed());
    await signedInAs(http, meView({ tenant: { ...meView().tenant!, role } }));
    fixture = TestBed.createComponent(BudgetsPage);
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/providers').flush({ items: [providerView()] });
    await answerList(items);
  }
  async function answerList(items: BudgetView[]) {
    http.expectOne('/v1/budgets?limit=200').flush({ items });
    await settle();
    fixture.detectChanges();
    await settle();
  }
  /** Until they are answered nothing is stable, and no harness may be asked for. */
  async function answerDetails(id = 'budget-1', alerts = [budgetAlertView()]) {
    http.expectOne(`/v1/budgets/${id}/burn-down`).flush(burnDownView());
    for (const asked of http.match('/v1/budgets/alerts?limit=20')) asked.flush({ items: alerts });
    await settle();
    await fixture.whenStable();
  }
  const element = () => fixture.nativeElement as HTMLElement;
  const openers = () => [...element().querySelectorAll<HTMLElement>('.opener')];
  const click = async (text: string | RegExp) =>
    (await root.getHarness(MatButtonHarness.with({ text }))).click();

  it('shows those that are used up most first, with their state, and opens the first', async () => {
    await show([
      budgetView({ id: 'calm', scope: 'provider', provider: 'openai', spent: usd('0') }),
      budgetView({ spent: usd('50000000000') }),
    ]);
    await answerDetails();
    const [full, calm] = openers().map(({ textContent }) => textContent);
    expect(full).toMatch(/Researcher.*\$50\.00.*a month.*100 %.*Used up/s);
    expect(calm).toMatch(/OpenAI.*0 %.*On track/s);
    expect(openers().map((one) => one.getAttribute('aria-expanded'))).toEqual(['true', 'false']);
    const [meter] = element().querySelectorAll('[role=meter]');
    expect(meter?.getAttribute('aria-valuetext')).toBe('$50.00 of $50.00 spent, $0.1200 set aside');
    expect(element().textContent).toContain('Used up: calls are refused until it begins anew');
    expect(element().textContent).toMatch(/Researcher\s+reached 80 %\s+of \$50\.00/);
  });

  it('opens another one with the keyboard’s button, and closes it', async () => {
    await show([budgetView(), budgetView({ id: 'other', spent: usd('0') })]);
    await answerDetails();
    openers()[1]?.click();
    await settle();
    fixture.detectChanges();
    await settle();
    await answerDetails('other');
    expect(openers().map((one) => one.getAttribute('aria-expanded'))).toEqual(['false', 'true']);
    openers()[1]?.click();
    await fixture.whenStable();
    expect(openers().map((one) => one.getAttribute('aria-expanded'))).toEqual(['false', 'false']);
  });

  it('sets one for an agent', async () => {
    await show([]);
    // Not awaited: the dialog asks for what can be chosen, and is stable only when it has it.
    void click('Set the first one');
    await settle();
    await settle();
    http.expectOne('/v1/agents?limit=100').flush({ items: [agentView()] });
    http.expectOne('/v1/providers').flush({ items: [] });
    http.expectOne('/v1/api-keys').flush({ items: [] });
    await settle();
    const dialog = await root.getHarness(MatDialogHarness);
    const [scope] = await dialog.getAllHarnesses(MatSelectHarness);
    await scope?.clickOptions({ text: /One agent/ });
    const [, agent] = await dialog.getAllHarnesses(MatSelectHarness);
    await click('Set the budget');
    http.expectNone('/v1/budgets');
    await agent?.clickOptions({ text: 'Researcher' });
    const limit = await dialog.getHarness(MatInputHarness);
    await limit.setValue('0');
    await click('Set the budget');
    http.expectNone('/v1/budgets');
    await limit.setValue('1234567890');
    await limit.blur();
    expect(await dialog.getContentText()).toContain('At most 999,999,999');
    await limit.setValue('1.0123456789');
    expect(await dialog.getContentText()).toContain('At most nine decimals');
    await limit.setValue('12.5');
    await click('Set the budget');
    await settle();
    const sent = http.expectOne('/v1/budgets');
    expect(sent.request.body).toEqual({
      scope: 'agent',
      agentId: 'agent-1',
      period: 'month',
      limitNano: '12500000000',
    });
    sent.flush(budgetView({ id: 'new' }));
    await settle();
    await settle();
    await answerList([budgetView({ id: 'new' })]);
    await answerDetails('new', []);
  });

  it('changes a limit, and deletes only after a second thought', async () => {
    await show([budgetView()]);
    await answerDetails();
    const menu = await root.getHarness(MatMenuHarness);
    await menu.open();
    await menu.clickItem({ text: /Change the limit/ });
    const field = await root.getHarness(MatInputHarness);
    expect(await field.getValue()).toBe('50.00');
    await field.setValue('80');
    await click('Change');
    await settle();
    const sent = http.expectOne('/v1/budgets/budget-1');
    expect([sent.request.method, sent.request.body]).toEqual([
      'PATCH',
      { limitNano: '80000000000' },
    ]);
    sent.flush(budgetView());
    await settle();
    await settle();
    await answerList([budgetView()]);
    await fixture.whenStable();
    await menu.open();
    await menu.clickItem({ text: /Delete/ });
    await click('Cancel');
    http.expectNone('/v1/budgets/budget-1');
    await menu.open();
    await menu.clickItem({ text: /Delete/ });
    await click('Delete');
    await settle();
    expect(http.expectOne('/v1/budgets/budget-1').request.method).toBe('DELETE');
  });

  it('lets builders look', async () => {
    await show([budgetView()], 'builder');
    await answerDetails();
    expect(await root.getAllHarnesses(MatButtonHarness)).toEqual([]);
  });
});
