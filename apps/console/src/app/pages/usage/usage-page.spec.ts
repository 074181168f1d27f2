import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatMenuHarness } from '@angular/material/menu/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { MatSortHarness } from '@angular/material/sort/testing';
import { MatTableHarness } from '@angular/material/table/testing';
import { Router } from '@angular/router';
import type { UsageRowView } from '@renum/contracts';
import type { UsageAnswer } from '../../core/api/usage.api';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { usageFigures, usageView } from '../../../testing/usage-views';
import { Chart } from '../../ui/chart/chart';
import { UsagePage } from './usage-page';

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

const row = (label: string, costNano: string, calls = 4): UsageRowView => ({
  key: label.toLowerCase(),
  label,
  ...usageFigures({ costNano, calls, inputTokens: 4971 }),
});

describe('UsagePage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<UsagePage>;
  let loader: HarnessLoader;

  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';

  async function answer(view: Partial<UsageAnswer>, url = '/v1/usage') {
    for (;;) {
      const [asked] = http.match((request) => request.url === url);
      if (asked) {
        asked.flush({ ...usageView(), ...view });
        await settle();
        await fixture.whenStable();
        return asked.request.params;
      }
      await settle();
    }
  }

  async function show(asked: Record<string, unknown> = {}) {
    TestBed.overrideComponent(UsagePage, {
      remove: { imports: [Chart] },
      add: { imports: [ChartStub] },
    });
    ({ http } = consoleBed());
    await signedInAs(http);
    fixture = TestBed.createComponent(UsagePage);
    for (const [name, value] of Object.entries(asked)) fixture.componentRef.setInput(name, value);
    loader = TestbedHarnessEnvironment.loader(fixture);
    fixture.detectChanges();
    await settle();
    for (const url of ['/v1/agents?limit=100', '/v1/providers', '/v1/members'])
      for (const request of http.match(url)) request.flush({ items: [] });
  }

  it('asks for thirty days of the browser’s zone, and shows what the API added up', async () => {
    await show();
    const totals = usageFigures({
      costNano: '10600000',
      calls: 200,
      failedCalls: 3,
      inputTokens: 1000,
      cacheReadTokens: 250,
      firstTokenMs: 640,
      estimatedEvents: 1,
    });
    const params = await answer({ totals, rows: [row('2026-11-21', '10600000')] });
    const days = Date.parse(params.get('to')!) - Date.parse(params.get('from')!);
    expect(days / 86_400_000).toBe(29);
    expect(params.get('timeZone')).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
    const figures = (fixture.nativeElement as HTMLElement).querySelector('dl')?.textContent;
    expect(figures).toContain('$0.0106');
    expect(figures).toContain('1.5% failed');
    expect(figures).toContain('25% from the cache');
    expect(figures).toContain('640 ms');
    expect(figures).toContain('0.5% of calls estimated');
    expect(figures).not.toContain('Charged');
  });

  it('asks for what the address says', async () => {
    await show({ within: '7d', by: 'model', agentId: 'agent-1', metric: 'tokens', step: 'hour' });
    const params = await answer({ groupBy: 'model', rows: [] });
    const asked = Object.fromEntries(params.keys().map((key) => [key, params.get(key)]));
    expect(asked).toMatchObject({
      groupBy: 'model',
      agentId: 'agent-1',
      measure: 'tokens',
      bucket: 'hour',
    });
    expect(text()).toContain('Nothing was used');
  });

  it('writes a choice into the address', async () => {
    await show();
    await answer({ rows: [row('2026-11-21', '1')] });
    const [, , groupBy] = await loader.getAllHarnesses(MatSelectHarness);
    await groupBy?.clickOptions({ text: 'Provider' });
    await settle();
    expect(TestBed.inject(Router).url).toBe('/?by=provider');
  });

  it('leads from a group to what it is made of, and sorts', async () => {
    await show({ by: 'agent' });
    const others = { ...row('Others', '1', 9), others: true };
    await answer({
      groupBy: 'agent',
      totals: usageFigures({ costNano: '3000000000', chargeNano: '5' }),
      rows: [row('Writer', '2000000000', 1), row('Researcher', '1000000000', 7), others],
    });
    const table = await loader.getHarness(MatTableHarness);
    const labels = async () => (await table.getCellTextByColumnName())['label']?.text;
    expect(await labels()).toEqual(['Writer', 'Researcher', 'Others']);
    expect((await table.getCellTextByColumnName())['cost']?.text[0]).toBe('$2.00');
    expect(text()).toContain('Charged to you');
    const sort = await loader.getHarness(MatSortHarness);
    await (await sort.getSortHeaders({ label: 'Calls' }))[0]?.click();
    expect(await labels()).toEqual(['Researcher', 'Writer', 'Others']);
    const links = [...(fixture.nativeElement as HTMLElement).querySelectorAll('a.rn-row-link')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      '/?agentId=researcher&by=model',
      '/?agentId=writer&by=model',
    ]);
  });

  it('has quantities where rows have them, each with its unit', async () => {
    await show({ by: 'kind' });
    const counted = { unitsMilli: 99_992, meter: 'sandbox_seconds' };
    await answer({
      groupBy: 'kind',
      rows: [row('llm', '5'), { key: 'sandbox', label: 'Sandbox time', ...usageFigures(counted) }],
    });
    const table = await loader.getHarness(MatTableHarness);
    const { quantity } = await table.getCellTextByColumnName();
    expect(quantity).toEqual({ headerText: ['Quantity'], footerText: [], text: ['', '99.992 s'] });
  });

  it('has no quantities where no row has one', async () => {
    await show({ by: 'model' });
    await answer({ groupBy: 'model', rows: [row('gpt', '5')] });
    const table = await loader.getHarness(MatTableHarness);
    expect(Object.keys(await table.getCellTextByColumnName())).not.toContain('quantity');
  });

  it('gives out the view and its single events', async () => {
    const saved = jest.fn(() => 'blob:1');
    Object.assign(URL, { createObjectURL: saved, revokeObjectURL: jest.fn() });
    // jsdom has no downloads.
    jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation();
    await show({ by: 'model' });
    await answer({ groupBy: 'model', rows: [row('gpt', '1')] });
    const menu = await loader.getHarness(MatMenuHarness);
    await menu.open();
    // The click is over when the page is stable, and that it is only with the answer.
    const clicked = menu.clickItem({ text: 'Single events (CSV)' });
    for (let found = false; !found; await settle()) {
      const [request] = http.match(({ url }) => url === '/v1/usage/events');
      if (!request) continue;
      found = true;
      expect(request.request.params.get('format')).toBe('csv');
      expect(request.request.params.has('groupBy')).toBe(false);
      request.flush(new Blob(['id']));
    }
    await clicked;
    expect(saved).toHaveBeenCalledTimes(1);
  });

  it('says what it could not read', async () => {
    await show();
    for (let done = false; !done; await settle()) {
      const [asked] = http.match((request) => request.url === '/v1/usage');
      asked?.flush(null, { status: 503, statusText: 'Away' });
      done = Boolean(asked);
    }
    await fixture.whenStable();
    expect(text()).toContain('The server answered 503');
  });

  it('shows operators all tenants first, and asks for nothing of a tenant', async () => {
    await show({ ofAllTenants: true });
    const params = await answer(
      { groupBy: 'tenant', rows: [row('Acme', '5')] },
      '/v1/operator/usage',
    );
    expect(params.get('groupBy')).toBe('tenant');
    const link = (fixture.nativeElement as HTMLElement).querySelector('a.rn-row-link');
    expect(link?.getAttribute('href')).toBe('/?tenantId=acme&by=agent');
    http.verify();
  });
});
