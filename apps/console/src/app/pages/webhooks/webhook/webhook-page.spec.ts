import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatMenuHarness } from '@angular/material/menu/testing';
import { MatSlideToggleHarness } from '@angular/material/slide-toggle/testing';
import type { WebhookDeliveryView, WebhookView } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../../testing/console-bed';
import { WebhookPage } from './webhook-page';

const HOOK: WebhookView = {
  id: 'hook-1',
  url: 'https://hooks.example.com/renum',
  description: '',
  events: ['budget.alert'],
  enabled: true,
  createdAt: '2026-11-21T10:00:00.000Z',
  updatedAt: '2026-11-21T10:00:00.000Z',
};
const FAILED: WebhookDeliveryView = {
  id: 'delivery-1',
  messageId: 'message-1',
  type: 'budget.alert',
  state: 'failed',
  attempts: 10,
  log: [
    {
      at: '2026-11-21T10:00:00.000Z',
      durationMs: 84,
      status: 503,
      error: 'It answered with HTTP 503.',
    },
  ],
  createdAt: '2026-11-21T10:00:00.000Z',
  finishedAt: '2026-11-21T10:00:00.000Z',
  payload: { type: 'budget.alert', data: { threshold: 80 } },
};
const ASK = '/v1/webhooks/hook-1/deliveries?limit=25';

describe('WebhookPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<WebhookPage>;
  let root: HarnessLoader;

  async function show(hook = HOOK, items: WebhookDeliveryView[] = [FAILED]) {
    ({ http } = consoleBed());
    await signedInAs(http);
    fixture = TestBed.createComponent(WebhookPage);
    fixture.componentRef.setInput('webhookId', 'hook-1');
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/webhooks/hook-1').flush(hook);
    http.expectOne(ASK).flush({ items });
    await settle();
    await fixture.whenStable();
  }
  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
  const click = async (words: string | RegExp) =>
    (await root.getHarness(MatButtonHarness.with({ text: words }))).click();
  const choose = async (words: RegExp) => {
    const menu = await root.getHarness(MatMenuHarness);
    await menu.open();
    const [item] = await menu.getItems({ text: words });
    await item?.click();
  };

  it('shows what was sent, how it went, and what was in it', async () => {
    await show();
    expect(text()).toContain('Failed');
    expect(text()).toContain('It answered with HTTP 503.');
    expect(text()).toContain('"threshold": 80');
    expect(text()).toContain('message-1');
  });

  it('sends a failed one again', async () => {
    await show();
    await click('Send again');
    await settle();
    const sent = http.expectOne('/v1/webhooks/hook-1/deliveries/delivery-1/resend');
    const { finishedAt: _over, ...rest } = FAILED;
    sent.flush({ ...rest, state: 'pending', attempts: 0, nextAttemptAt: FAILED.createdAt });
    await settle();
    await fixture.whenStable();
    expect(text()).toContain('Pending');
  });

  it('says what came of a test, and reads the log again', async () => {
    await show(HOOK, []);
    await click('Send a test');
    await settle();
    http.expectOne('/v1/webhooks/hook-1/test').flush({ ...FAILED, type: 'webhook.test' });
    await settle();
    http.expectOne(ASK).flush({ items: [{ ...FAILED, type: 'webhook.test' }] });
    await settle();
    await fixture.whenStable();
    expect(document.body.textContent).toContain('It answered with HTTP 503.');
    expect(text()).toContain('Test');
  });

  it('says why it was switched off, sends nothing again, and switches on', async () => {
    await show({ ...HOOK, enabled: false, disabledReason: 'It is gone.' });
    expect(text()).toContain('Renum switched it off. It is gone.');
    expect(await root.getAllHarnesses(MatButtonHarness.with({ text: 'Send again' }))).toEqual([]);
    await (await root.getHarness(MatSlideToggleHarness)).check();
    await settle();
    const sent = http.expectOne({ url: '/v1/webhooks/hook-1', method: 'PATCH' });
    expect(sent.request.body).toEqual({ enabled: true });
    sent.flush(HOOK);
    await settle();
    http.expectOne(ASK).flush({ items: [] });
    await settle();
    await fixture.whenStable();
    expect(text()).not.toContain('switched it off');
  });

  it('shows a new secret once', async () => {
    await show();
    await choose(/New signing secret/);
    await click('New secret');
    await settle();
    http
      .expectOne('/v1/webhooks/hook-1/rotate-secret')
      .flush({ secret: 'whsec_new', previousValidUntil: FAILED.createdAt });
    await settle();
    await fixture.whenStable();
    expect(text()).toContain('whsec_new');
  });

  it('is deleted after a question', async () => {
    await show();
    await choose(/Delete/);
    await (
      await root.getHarness(
        MatButtonHarness.with({ text: 'Delete', ancestor: 'mat-dialog-actions' }),
      )
    ).click();
    await settle();
    http.expectOne({ url: '/v1/webhooks/hook-1', method: 'DELETE' }).flush(null);
    await settle();
    await settle();
    expect(TestBed.inject(Router).url).toBe('/webhooks');
  });
});
