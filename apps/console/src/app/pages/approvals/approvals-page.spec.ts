import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { MatTableHarness } from '@angular/material/table/testing';
import type { ApprovalView } from '@renum/contracts';
import { ApprovalStore } from '../../core/approvals/approval-store';
import { Live } from '../../core/live/live';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { FakeLive } from '../../../testing/fake-live';
import { approvalView, meView } from '../../../testing/views';
import { ApprovalsPage } from './approvals-page';

describe('ApprovalsPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<ApprovalsPage>;
  let loader: HarnessLoader;
  let live: FakeLive;

  async function show(past: ApprovalView[], role: 'owner' | 'viewer' = 'owner') {
    live = new FakeLive();
    ({ http } = consoleBed([{ provide: Live, useValue: live }]));
    await signedInAs(http, meView({ tenant: { ...meView().tenant!, role } }));
    TestBed.runInInjectionContext(() => TestBed.inject(ApprovalStore).follow());
    fixture = TestBed.createComponent(ApprovalsPage);
    loader = TestbedHarnessEnvironment.loader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/approvals?state=pending').flush({ items: [] });
    http.expectOne('/v1/approvals').flush({ items: past });
    await settle();
    await fixture.whenStable();
  }
  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
  const click = async (words: string) =>
    (await loader.getHarness(MatButtonHarness.with({ text: words }))).click();

  it('says what an empty inbox is for', async () => {
    await show([]);
    expect(text()).toContain('Nothing waits');
    expect(text()).toContain('Nothing was decided yet.');
  });

  it('shows a call that begins to wait, and denies it with a note', async () => {
    await show([]);
    live.tellApproval(approvalView({ access: 'write', method: 'POST', path: '/messages' }));
    await fixture.whenStable();
    expect(text()).toContain('Researcher wants to call Search the web at Tavily');
    expect(text()).toContain('POST /messages');
    expect(text()).toContain('Writes');
    expect(text()).toMatch(/\d+:\d\d left/);
    await (await loader.getHarness(MatInputHarness)).setValue('  not on Sundays ');
    await click('Deny');
    await settle();
    const sent = http.expectOne('/v1/approvals/approval-1/deny');
    expect(sent.request.body).toEqual({ note: 'not on Sundays' });
    const denied = approvalView({ state: 'denied', decidedBy: 'me@x.example', note: 'no' });
    sent.flush(denied);
    await settle();
    fixture.detectChanges();
    await settle();
    // It is in the list of the past without a reload of the page.
    http.expectOne('/v1/approvals').flush({ items: [denied] });
    await settle();
    await fixture.whenStable();
    expect(text()).toContain('Nothing waits');
    const cells = await (await loader.getHarness(MatTableHarness)).getCellTextByColumnName();
    expect(cells['outcome']?.text[0]).toContain('Denied');
    expect(cells['who']?.text[0]).toContain('me@x.example');
  });

  it('shows what a tool hides in its own name', async () => {
    await show([]);
    live.tellApproval(approvalView({ operationTitle: 'Read\u200b mail' }));
    await fixture.whenStable();
    expect(text()).toContain('Read⟨U+200B⟩ mail');
  });

  it('filters the past by outcome', async () => {
    await show([approvalView({ state: 'approved' })]);
    await (await loader.getHarness(MatSelectHarness)).clickOptions({ text: 'Nobody came' });
    await settle();
    http.expectOne('/v1/approvals?state=expired').flush({ items: [] });
    await settle();
    await fixture.whenStable();
    expect(text()).toContain('None with this outcome.');
  });

  it('lets viewers look', async () => {
    await show([], 'viewer');
    live.tellApproval(approvalView());
    await fixture.whenStable();
    expect(await loader.getAllHarnesses(MatButtonHarness.with({ text: 'Approve' }))).toEqual([]);
    expect(text()).toContain('Your role may look.');
  });
});
