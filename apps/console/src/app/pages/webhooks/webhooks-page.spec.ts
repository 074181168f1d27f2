import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatCheckboxHarness } from '@angular/material/checkbox/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatTableHarness } from '@angular/material/table/testing';
import type { WebhookView } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { WebhooksPage } from './webhooks-page';

const webhookView = (over: Partial<WebhookView> = {}): WebhookView => ({
  id: 'hook-1',
  url: 'https://hooks.example.com/renum',
  description: 'Chat of the team',
  events: ['budget.alert'],
  enabled: true,
  createdAt: '2026-11-21T10:00:00.000Z',
  updatedAt: '2026-11-21T10:00:00.000Z',
  ...over,
});

describe('WebhooksPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<WebhooksPage>;
  let root: HarnessLoader;

  async function show(...items: WebhookView[]) {
    ({ http } = consoleBed());
    await signedInAs(http);
    fixture = TestBed.createComponent(WebhooksPage);
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/webhooks').flush({ items });
    await settle();
    await fixture.whenStable();
  }
  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
  const click = async (words: string | RegExp) =>
    (await root.getHarness(MatButtonHarness.with({ text: words }))).click();

  it('lists what there is, with what it is told and how it is', async () => {
    const since = '2026-11-21T10:00:00.000Z';
    await show(
      webhookView(),
      webhookView({ id: '2', description: '', failingSince: since }),
      webhookView({ id: '3', enabled: false }),
      webhookView({ id: '4', enabled: false, disabledReason: 'Gone (HTTP 410).' }),
    );
    const table = await root.getHarness(MatTableHarness);
    const { url, state, events } = await table.getCellTextByColumnName();
    expect(url?.text[0]).toContain('Chat of the team');
    expect(url?.text[1]).toContain('hooks.example.com');
    for (const [index, word] of ['On', 'Failing', 'Off', 'Gone (HTTP 410).'].entries())
      expect(state?.text[index]).toContain(word);
    expect(events?.text[0]).toBe('Budget alerts');
  });

  it('adds one, and shows its secret until it is put away', async () => {
    await show();
    await click('Add the first one');
    const [url] = await root.getAllHarnesses(MatInputHarness);
    await url?.setValue('https://hooks.example.com/in');
    await (await root.getHarness(MatCheckboxHarness.with({ label: /Wallet empty/ }))).uncheck();
    await (await root.getHarness(MatCheckboxHarness.with({ label: /Run ended/ }))).check();
    await click('Save');
    await settle();
    const sent = http.expectOne({ url: '/v1/webhooks', method: 'POST' });
    expect(sent.request.body).toEqual({
      url: 'https://hooks.example.com/in',
      description: '',
      events: ['budget.alert', 'run.ended'],
    });
    sent.flush({ ...webhookView(), secret: 'whsec_abc' });
    await settle();
    await settle();
    http.expectOne({ url: '/v1/webhooks', method: 'GET' }).flush({ items: [webhookView()] });
    await settle();
    await fixture.whenStable();
    expect(text()).toContain('whsec_abc');
    await (
      await root.getHarness(MatButtonHarness.with({ selector: '[aria-label="Close"]' }))
    ).click();
    expect(text()).not.toContain('whsec_abc');
  });

  it('sends nothing without an address or an event', async () => {
    await show();
    await click('Add the first one');
    await click('Save');
    const [url] = await root.getAllHarnesses(MatInputHarness);
    await url?.setValue('https://hooks.example.com/in');
    for (const label of [/Budget alerts/, /Wallet empty/])
      await (await root.getHarness(MatCheckboxHarness.with({ label }))).uncheck();
    await click('Save');
    expect(document.querySelector('mat-dialog-container')?.textContent).toContain('at least one');
    http.expectNone({ url: '/v1/webhooks', method: 'POST' });
  });
});
