import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { MatTableHarness } from '@angular/material/table/testing';
import type { UsageRowView, UsageView } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { UsageChart } from './usage-chart';
import { UsagePage } from './usage-page';

/** jsdom has no canvas to draw on. */
@Component({
  selector: 'rn-usage-chart',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class ChartStub {
  readonly data = input<unknown>();
  readonly metric = input<string>();
  readonly byDay = input<boolean>();
}

const row = (label: string, costNano: string): UsageRowView => ({
  key: label,
  label,
  costNano,
  llmCalls: 3,
  toolCalls: 1,
  inputTokens: 4971,
  outputTokens: 391,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  estimatedEvents: 0,
  chargeNano: '0',
  calls: 0,
  failedCalls: 0,
  unitsMilli: 0,
});
const usage = (groupBy: UsageView['groupBy'], rows: UsageRowView[]): UsageView => ({
  from: '2026-10-23T00:00:00.000Z',
  to: '2026-11-22T00:00:00.000Z',
  timeZone: 'UTC',
  groupBy,
  currency: 'USD',
  totals: row('all', '10600000'),
  rows,
});

describe('UsagePage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<UsagePage>;
  let loader: HarnessLoader;

  const answer = async (view: UsageView) => {
    const find = () => http.match((request) => request.url === '/v1/usage')[0];
    let asked = find();
    while (!asked) {
      await settle();
      asked = find();
    }
    asked.flush(view);
    await settle();
    await fixture.whenStable();
    return asked.request.params;
  };

  beforeEach(async () => {
    TestBed.overrideComponent(UsagePage, {
      remove: { imports: [UsageChart] },
      add: { imports: [ChartStub] },
    });
    ({ http } = consoleBed());
    await signedInAs(http);
    fixture = TestBed.createComponent(UsagePage);
    loader = TestbedHarnessEnvironment.loader(fixture);
    fixture.detectChanges();
  });

  it('asks for thirty whole days and shows what the API added up', async () => {
    const params = await answer(usage('day', [row('2026-11-21', '10600000')]));
    const days = Date.parse(params.get('to')!) - Date.parse(params.get('from')!);
    expect(days / 86_400_000).toBe(29);
    const figures = (fixture.nativeElement as HTMLElement).querySelector('dl')?.textContent;
    expect(figures).toContain('$0.0106');
    expect(figures).toContain('4,971');
  });

  it('groups by provider', async () => {
    await answer(usage('day', []));
    const group = await loader.getHarness(
      MatSelectHarness.with({ selector: 'mat-form-field:nth-of-type(2) mat-select' }),
    );
    await group.open();
    const [provider] = await group.getOptions({ text: 'Provider' });
    // The click is over when the page is stable, and that it is only with the answer.
    const clicked = provider?.click();
    const params = await answer(
      usage('provider', [row('Tavily', '8000000'), row('OpenAI', '2600000')]),
    );
    await clicked;
    expect(params.get('groupBy')).toBe('provider');
    const table = await loader.getHarness(MatTableHarness);
    expect((await table.getCellTextByIndex()).map((cells) => [cells[0], cells[5]])).toEqual([
      ['Tavily', '$0.0080'],
      ['OpenAI', '$0.0026'],
    ]);
  });

  it('says so when nothing was used', async () => {
    await answer(usage('day', []));
    expect((fixture.nativeElement as HTMLElement).textContent).toContain('Nothing was used');
  });
});
