import type { HttpTestingController } from '@angular/common/http/testing';
import { type HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import type { RunView } from '@renum/contracts';
import { ApprovalStore } from '../../core/approvals/approval-store';
import { Live } from '../../core/live/live';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { FakeLive } from '../../../testing/fake-live';
import { approvalView, runView, threadView } from '../../../testing/views';
import { ThreadPage } from './thread-page';

describe('ThreadPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<ThreadPage>;
  let loader: HarnessLoader;
  let live: FakeLive;

  async function show(runs: RunView[], beforeLoaded?: () => Promise<void>) {
    live = new FakeLive();
    ({ http } = consoleBed([{ provide: Live, useValue: live }]));
    await signedInAs(http);
    fixture = TestBed.createComponent(ThreadPage);
    fixture.componentRef.setInput('threadId', 'thread-1');
    loader = TestbedHarnessEnvironment.loader(fixture);
    fixture.detectChanges();
    await settle();
    await beforeLoaded?.();
    for (const read of http.match('/v1/threads/thread-1')) read.flush(threadView());
    http.expectOne('/v1/threads/thread-1/runs?limit=20').flush({ items: runs });
    await settle();
  }
  async function drawn(): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, 60));
    await fixture.whenStable();
    return (fixture.nativeElement as HTMLElement).textContent ?? '';
  }
  async function say(text: string) {
    const field = (fixture.nativeElement as HTMLElement).querySelector('textarea')!;
    field.value = text;
    field.dispatchEvent(new Event('input'));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    await settle();
  }

  function startOf() {
    const sent = http.expectOne('/v1/threads/thread-1/runs');
    return { request: sent.request, flush: (run: RunView) => sent.flush(run) };
  }

  it('streams a run as it happens', async () => {
    await show([runView({ state: 'running', endedAt: undefined })]);
    live.tell(
      { type: 'run.state', state: 'running' },
      { type: 'text.delta', messageId: 'm', text: 'I will **look**' },
    );
    expect(await drawn()).toContain('I will look');
    live.tell(
      { type: 'tool.started', callId: 'c', name: 'web_search', input: { query: 'rls' } },
      {
        type: 'run.usage',
        costNano: '8000000',
        currency: 'USD',
        inputTokens: 1,
        outputTokens: 1,
        llmCalls: 1,
        toolCalls: 1,
      },
    );
    const text = await drawn();
    expect(text).toContain('Web search');
    expect(text).toContain('$0.0080');
    expect(live.watcher?.after()).toBe(4);
  });

  it('reads a run that is over from its durable events', async () => {
    await show([runView()]);
    const message = { role: 'assistant', content: [{ type: 'text', text: 'All done.' }] };
    const event = { runId: 'run-1', at: '', type: 'message.completed', messageId: 'm', message };
    http.expectOne('/v1/runs/run-1/events?after=0').flush({ items: [{ ...event, seq: 5 }] });
    await settle();
    http.expectOne('/v1/runs/run-1/events?after=5').flush({ items: [] });
    expect(await drawn()).toContain('All done.');
    expect(live.watcher).toBeUndefined();
  });

  it('lists the files again when a tool has run', async () => {
    await show([runView({ state: 'running' })]);
    http.expectOne('/v1/threads/thread-1/files').flush({ items: [] });
    live.tell({
      type: 'tool.completed',
      callId: 'c',
      name: 'create_file',
      output: '',
      isError: false,
      durationMs: 2,
    });
    await drawn();
    const file = { path: 'report.md', type: 'file', size: 765, modifiedAt: '' };
    http.expectOne('/v1/threads/thread-1/files').flush({ items: [file] });
    expect(await drawn()).toContain('report.md');
  });

  it('stops the run that is open', async () => {
    await show([runView({ state: 'running' })]);
    await (await loader.getHarness(MatButtonHarness.with({ text: /Stop/ }))).click();
    await settle();
    http.expectOne('/v1/runs/run-1/stop').flush(runView({ state: 'running' }));
  });

  it('answers the question that the run waits for', async () => {
    await show([runView({ state: 'waiting' })]);
    live.tell(
      { type: 'ask', callId: 'c', question: 'Blue or green?', attachments: [] },
      { type: 'run.state', state: 'waiting' },
    );
    expect(await drawn()).toContain('Blue or green?');
    const field = (fixture.nativeElement as HTMLElement).querySelector('rn-ask-card input')!;
    (field as HTMLInputElement).value = 'Green';
    field.dispatchEvent(new Event('input'));
    await (await loader.getHarness(MatButtonHarness.with({ text: 'Answer' }))).click();
    await settle();
    const { request } = http.expectOne('/v1/runs/run-1/answer');
    expect(request.body).toEqual({ answer: 'Green' });
  });

  it('shows the call that waits where it is made, and sends the answer', async () => {
    await show([runView({ state: 'running' })]);
    http.expectOne('/v1/approvals?runId=run-1').flush({ items: [] });
    live.tell(
      { type: 'run.state', state: 'running' },
      { type: 'tool.started', callId: 'c', name: 'web_search', input: { query: 'rls' } },
    );
    TestBed.runInInjectionContext(() => TestBed.inject(ApprovalStore).follow());
    live.tellApproval(approvalView());
    const text = await drawn();
    expect(text).toContain('The agent wants to call Search the web at Tavily');
    expect(text).toContain('"query": "row level security"');
    expect(text).toContain('waits for approval');
    expect(text).toContain('Needs approval');
    await (await loader.getHarness(MatButtonHarness.with({ text: 'Approve' }))).click();
    await settle();
    const decidedBy = 'owner@demo.renum.local';
    http
      .expectOne('/v1/approvals/approval-1/approve')
      .flush(approvalView({ state: 'approved', decidedBy }));
    const after = await drawn();
    expect(after).toContain('Approved by owner@demo.renum.local; the call was made.');
    expect(after).not.toContain('Needs approval');
    expect(after).not.toContain('waits for approval');
  });

  it('sends the same message under the same key until it has arrived', async () => {
    await show([]);
    await drawn();
    await say('Do it');
    const first = http.expectOne('/v1/threads/thread-1/runs');
    first.error(new ProgressEvent('offline'));
    await drawn();
    await say('Do it');
    const second = http.expectOne('/v1/threads/thread-1/runs');
    const keys = [first, second].map(({ request }) => request.headers.get('idempotency-key'));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
    second.flush(runView({ state: 'queued' }));
    await drawn();
    expect(live.watcher?.runId).toBe('run-1');
  });

  it('keeps a run that was started before the thread was read', async () => {
    await show([], async () => {
      await say('At once');
      const { request, flush } = startOf();
      expect(request.method).toBe('POST');
      flush(runView({ state: 'queued', input: 'At once' }));
      await settle();
    });
    expect(await drawn()).toContain('At once');
    live.tell({ type: 'run.state', state: 'running' });
    expect(await drawn()).toContain('Starting the sandbox');
  });

  it('shows why a run failed', async () => {
    await show([runView({ state: 'running' })]);
    live.tell({
      type: 'run.state',
      state: 'failed',
      reason: 'credential_missing',
      detail: 'There is no active key for tavily.',
    });
    const text = await drawn();
    expect(text).toContain('A key is missing or revoked');
    expect(text).toContain('There is no active key for tavily.');
  });
});
