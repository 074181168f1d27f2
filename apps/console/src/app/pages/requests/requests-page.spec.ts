import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { MatTableHarness } from '@angular/material/table/testing';
import { Router } from '@angular/router';
import type { Page, RequestLogView } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { agentView, connectionView, providerView, requestView } from '../../../testing/views';
import { filterOf } from './request-filters';
import { RequestsPage } from './requests-page';

describe('RequestsPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<RequestsPage>;
  let loader: HarnessLoader;

  async function show(page: Page<RequestLogView>, asked: Record<string, string> = {}, query = '') {
    ({ http } = consoleBed());
    await signedInAs(http);
    fixture = TestBed.createComponent(RequestsPage);
    for (const [name, value] of Object.entries(asked)) fixture.componentRef.setInput(name, value);
    loader = TestbedHarnessEnvironment.loader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/agents?limit=100').flush({ items: [agentView()] });
    const tavily = providerView({ id: 'tavily', title: 'Tavily', kind: 'tool' });
    http.expectOne('/v1/providers').flush({ items: [providerView(), tavily] });
    http.expectOne('/v1/connections?limit=100').flush({ items: [connectionView()] });
    http.expectOne(`/v1/requests?limit=50${query}`).flush(page);
    await settle();
    await fixture.whenStable();
  }
  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
  const cells = async () => (await loader.getHarness(MatTableHarness)).getCellTextByColumnName();

  it('shows what was called, what was decided and what it cost', async () => {
    await show({
      items: [
        requestView({ attempts: 2, masked: 1 }),
        requestView({ id: 'b', provider: 'openai', model: 'gpt-5', estimated: true }),
        requestView({
          id: 'c',
          provider: 'mcp',
          connectionId: 'connection-1',
          operation: 'forecast',
        }),
      ],
    });
    const shown = await cells();
    expect(shown['call']?.text[0]).toContain('Tavily · search');
    expect(shown['call']?.text[1]).toContain('OpenAI · gpt-5');
    expect(shown['call']?.text[2]).toContain('Weather · forecast');
    expect(shown['decision']?.text[0]).toContain('Masked');
    expect(shown['took']?.text[0]).toContain('2 attempts');
    expect(shown['took']?.headerText).toEqual(['Duration']);
    expect(shown['cost']?.text[0]).toContain('$0.0080');
    expect(shown['cost']?.text[1]).toContain('estimated');
  });

  it('says why a call was refused, and how often', async () => {
    const reason = 'The agent has no grant for GitHub.';
    const refused = requestView({
      decision: 'refused',
      code: 'operation_not_allowed',
      reason,
      times: 12,
      status: 403,
      durationMs: undefined,
    });
    await show({ items: [refused] });
    expect((await cells())['decision']?.text[0]).toContain('Refused × 12');
    expect(text()).not.toContain(reason);
    const open = await loader.getHarness(
      MatButtonHarness.with({ selector: '[aria-label^="Details"]' }),
    );
    await open.click();
    expect(text()).toContain(reason);
    expect(text()).toContain('operation_not_allowed');
    await open.click();
    expect(text()).not.toContain(reason);
  });

  it('calls nothing refused that its provider did not answer', async () => {
    const code = 'upstream_unreachable';
    await show({ items: [requestView({ decision: 'refused', code, status: 502 })] });
    const decision = (await cells())['decision']?.text[0];
    expect(decision).toContain('Failed');
    expect(decision).not.toContain('Refused');
  });

  it('asks for what the address says, page by page', async () => {
    const asked = { runId: 'run-1', decision: 'refused', status: '4xx' };
    const query = '&runId=run-1&decision=refused&status=4xx';
    await show({ items: [requestView()], nextCursor: 'next' }, asked, query);
    expect(text()).toContain('Only those of one run.');
    await (await loader.getHarness(MatButtonHarness.with({ text: 'Show more' }))).click();
    await settle();
    http
      .expectOne(`/v1/requests?limit=50${query}&cursor=next`)
      .flush({ items: [requestView({ id: 'b' })] });
    await settle();
    await fixture.whenStable();
    expect((await cells())['call']?.text.length).toBe(2);
  });

  it('shows an app by the name of its key, with all that it called', async () => {
    const app = { agentId: undefined, agentName: undefined, runId: undefined, threadId: undefined };
    const called = requestView({ ...app, apiKeyId: 'key-1', apiKeyName: 'Shop' });
    await show({ items: [called] }, { apiKeyId: 'key-1' }, '&apiKeyId=key-1');
    expect((await cells())['call']?.text[0]).toContain('Shop');
    expect(text()).toContain('Only those by one API key.');
    const details = MatButtonHarness.with({ selector: '[aria-label^="Details"]' });
    await (await loader.getHarness(details)).click();
    expect(text()).toContain('All requests by this API key');
    expect(text()).not.toContain('The agent');
    expect(text()).not.toContain('Open the thread');
  });

  it('writes a filter into the address', async () => {
    await show({ items: [] });
    expect(text()).toContain('No request yet');
    const [, , decision] = await loader.getAllHarnesses(MatSelectHarness);
    await decision?.clickOptions({ text: 'Refused' });
    await settle();
    expect(TestBed.inject(Router).url).toBe('/?decision=refused');
  });

  it('asks nothing that the API does not know', () => {
    const now = Date.parse('2026-11-21T10:00:00Z');
    expect(filterOf({ decision: 'x', status: '99', within: 'ever', agentId: '' }, now)).toEqual({});
    expect(filterOf({ within: '24h' }, now)).toEqual({ from: '2026-11-20T10:00:00.000Z' });
  });
});
