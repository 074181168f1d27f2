import type { HttpTestingController } from '@angular/common/http/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatTableHarness } from '@angular/material/table/testing';
import type { RunAnalyticsView, RunFailureView } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { analyticsView, runFigures } from '../../../testing/usage-views';
import { Chart } from '../../ui/chart/chart';
import { AnalyticsPage } from './analytics-page';

/** jsdom has no canvas to draw on. */
@Component({
  selector: 'rn-chart',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class ChartStub {
  readonly data = input<unknown>();
  readonly shape = input<string>();
  readonly label = input<string>();
}

const failure = (overrides: Partial<RunFailureView> = {}): RunFailureView => ({
  state: 'failed',
  reason: 'model_error',
  runs: 8,
  agents: 2,
  lastAt: '2026-11-21T10:00:00.000Z',
  runId: 'run-1',
  detail: 'The model answered 529 three times.',
  tenantId: 'tenant-1',
  tenantName: 'Acme',
  ...overrides,
});
const TOTALS = runFigures({
  runs: 120,
  completed: 108,
  failed: 8,
  limit: 2,
  stopped: 2,
  successRate: 0.9153,
  p50Ms: 14_200,
  p95Ms: 96_000,
  costNano: '5400000000',
  costPerSuccessNano: '50000000',
});

describe('AnalyticsPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<AnalyticsPage>;

  const element = () => fixture.nativeElement as HTMLElement;
  const hrefs = (selector: string) =>
    [...element().querySelectorAll(selector)].map((link) => link.getAttribute('href'));

  async function show(
    view: Partial<RunAnalyticsView>,
    asked: Record<string, unknown> = {},
    url = '/v1/analytics/runs',
  ) {
    TestBed.overrideComponent(AnalyticsPage, {
      remove: { imports: [Chart] },
      add: { imports: [ChartStub] },
    });
    ({ http } = consoleBed());
    await signedInAs(http);
    fixture = TestBed.createComponent(AnalyticsPage);
    for (const [name, value] of Object.entries(asked)) fixture.componentRef.setInput(name, value);
    fixture.detectChanges();
    await settle();
    const request = http.expectOne((sent) => sent.url === url);
    request.flush(analyticsView(view));
    await settle();
    await fixture.whenStable();
    return request.request.params;
  }

  it('says how runs went', async () => {
    const rows = [{ key: 'agent-1', label: 'Researcher', ...TOTALS }];
    const params = await show({ totals: TOTALS, rows });
    expect(params.get('bucket')).toBe('day');
    const figures = element().querySelector('dl')?.textContent;
    for (const shown of ['120', '10 failed', '91.5%', '14.2 s', '1 min 36 s', '$0.0500', '$5.40'])
      expect(figures).toContain(shown);
    const table = await TestbedHarnessEnvironment.loader(fixture).getHarness(MatTableHarness);
    const shown = await table.getCellTextByColumnName();
    expect(shown['success']?.text).toEqual(['91.5%']);
    expect(['p50', 'p95', 'each'].map((name) => shown[name]?.headerText[0])).toEqual([
      'Latency p50',
      'Latency p95',
      'Cost per success',
    ]);
    expect(hrefs('rn-agent-run-table a')).toEqual(['/?agentId=agent-1']);
  });

  it('leads from a failure to its runs, and to the last one’s calls', async () => {
    const failures = [
      failure(),
      failure({ state: 'limit', reason: 'budget', detail: undefined }),
      failure({ reason: 'of_tomorrow' }),
    ];
    await show({ totals: TOTALS, failures }, { agentId: 'agent-1' });
    expect(hrefs('rn-failure-list a').slice(0, 3)).toEqual([
      '/runs?state=failed&reason=model_error&agentId=agent-1',
      '/requests?runId=run-1',
      '/runs?state=limit&reason=budget&agentId=agent-1',
    ]);
    const text = element().querySelector('rn-failure-list')?.textContent ?? '';
    for (const shown of ['The model failed', 'The budget was used up', 'of_tomorrow', '529'])
      expect(text).toContain(shown);
    expect(element().textContent).toContain('Only one agent');
  });

  it('says so when no run has ended', async () => {
    await show({});
    expect(element().textContent).toContain('No run ended');
  });

  it('shows operators tenants first, then the agents of one', async () => {
    const rows = [{ key: 'tenant-1', label: 'Acme', ...TOTALS }];
    const url = '/v1/operator/analytics';
    const shown = { groupBy: 'tenant' as const, totals: TOTALS, rows, failures: [failure()] };
    const params = await show(shown, { ofAllTenants: true }, url);
    expect(params.get('groupBy')).toBe('tenant');
    expect(hrefs('rn-agent-run-table a')).toEqual(['/?tenantId=tenant-1']);
    expect(hrefs('rn-failure-list a')).toEqual(['/operator/runs?state=failed&reason=model_error']);
    fixture.componentRef.setInput('tenantId', 'tenant-1');
    fixture.detectChanges();
    await settle();
    const next = http.expectOne((sent) => sent.url === url);
    expect(next.request.params.get('groupBy')).toBe('agent');
  });
});
