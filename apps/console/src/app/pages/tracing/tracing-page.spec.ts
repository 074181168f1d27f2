import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { MatSlideToggleHarness } from '@angular/material/slide-toggle/testing';
import type { CredentialView, TracingView } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { credentialView } from '../../../testing/views';
import { TracingPage } from './tracing-page';

const OFF: TracingView = {
  enabled: false,
  captureContent: false,
  sampleRate: 1,
  exports: { pending: 0, sent: 0, failed: 0 },
};
const KEY = credentialView({ id: 'key-1', provider: 'langfuse', name: 'Our project' });

describe('TracingPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<TracingPage>;
  let root: HarnessLoader;

  async function show(view: TracingView, keys: CredentialView[] = [KEY]) {
    ({ http } = consoleBed());
    await signedInAs(http);
    fixture = TestBed.createComponent(TracingPage);
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/tracing').flush(view);
    http.expectOne('/v1/credentials?limit=100').flush({ items: keys });
    await settle();
    await fixture.whenStable();
  }
  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
  const toggle = (label: RegExp) => root.getHarness(MatSlideToggleHarness.with({ label }));
  const save = () => root.getHarness(MatButtonHarness.with({ text: 'Save' }));

  it('is switched on with keys of Langfuse, and contents only where that is wished', async () => {
    await show(OFF, [KEY, credentialView({ id: 'other', name: 'A model key' })]);
    expect(await (await save()).isDisabled()).toBe(true);
    expect(text()).toContain('Nothing that anybody said leaves');
    await (await toggle(/Send traces/)).check();
    const [keys, rate] = await root.getAllHarnesses(MatSelectHarness);
    await keys?.open();
    expect(await keys?.getOptions()).toHaveLength(1);
    await keys?.clickOptions({ text: /Our project/ });
    await rate?.clickOptions({ text: '10 % of the runs' });
    await (await save()).click();
    await settle();
    const sent = http.expectOne({ url: '/v1/tracing', method: 'PUT' });
    expect(sent.request.body).toEqual({
      enabled: true,
      credentialId: 'key-1',
      captureContent: false,
      sampleRate: 0.1,
    });
    sent.flush({ ...OFF, enabled: true, credentialId: 'key-1', sampleRate: 0.1 });
    await settle();
    await fixture.whenStable();
    expect(await (await save()).isDisabled()).toBe(true);
  });

  it('says what leaves when contents go along', async () => {
    await show(OFF);
    await (await toggle(/what was said/)).check();
    expect(text()).toContain('Prompts, answers and tool results');
  });

  it('says how to begin when there are no keys yet', async () => {
    await show(OFF, []);
    expect(text()).toContain('vault');
    expect(text()).toContain('cloud.langfuse.com');
    await (await toggle(/Send traces/)).check();
    await (await save()).click();
    await settle();
    http.expectNone({ url: '/v1/tracing', method: 'PUT' });
    expect(text()).toContain('It needs the keys of a Langfuse project.');
  });

  it('says how it goes, and why it was not taken', async () => {
    const error = { code: 'validation_failed', title: 'x', detail: 'It is needed.' };
    await show({
      ...OFF,
      exports: { pending: 2, sent: 1_214, failed: 1, lastError: 'Langfuse refused the keys.' },
    });
    expect(text()).toContain('1,214');
    expect(text()).toContain('Langfuse refused the keys.');
    await (await toggle(/Send traces/)).check();
    await (await root.getHarness(MatSelectHarness)).clickOptions({ text: /Our project/ });
    await (await save()).click();
    await settle();
    http.expectOne({ url: '/v1/tracing', method: 'PUT' }).flush(error, {
      status: 422,
      statusText: 'Unprocessable',
    });
    await settle();
    await fixture.whenStable();
    expect(text()).toContain('It is needed.');
  });
});
