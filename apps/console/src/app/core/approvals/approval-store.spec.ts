import type { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Title } from '@angular/platform-browser';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { FakeLive } from '../../../testing/fake-live';
import { approvalView } from '../../../testing/views';
import { Live } from '../live/live';
import { PageTitle } from '../page-title';
import { ApprovalStore } from './approval-store';

const PENDING = '/v1/approvals?state=pending';

describe('ApprovalStore', () => {
  let http: HttpTestingController;
  let live: FakeLive;
  let store: ApprovalStore;

  beforeEach(async () => {
    live = new FakeLive();
    ({ http } = consoleBed([{ provide: Live, useValue: live }]));
    await signedInAs(http);
    store = TestBed.inject(ApprovalStore);
  });
  afterEach(() => jest.useRealTimers());

  const ids = () => store.pending().map(({ id }) => id);
  const settled = () => jest.advanceTimersByTimeAsync(0);

  async function follow() {
    jest.useFakeTimers();
    TestBed.runInInjectionContext(() => store.follow());
    await settled();
  }

  it('shows what waits, the most urgent first, and lets go of what is over', async () => {
    await follow();
    const later = approvalView({ id: 'b', expiresAt: '2999-01-02T00:00:00.000Z' });
    http.expectOne(PENDING).flush({ items: [later] });
    await settled();
    live.tellApproval(approvalView({ id: 'a' }));
    expect(ids()).toEqual(['a', 'b']);
    live.tellApproval({ ...later, state: 'expired' });
    expect(ids()).toEqual(['a']);
  });

  it('does not bring back what is over by an answer from before', async () => {
    await follow();
    live.tellApproval(approvalView({ state: 'approved' }));
    http.expectOne(PENDING).flush({ items: [approvalView()] });
    await settled();
    expect(ids()).toEqual([]);
  });

  it('reads the list again while the live connection is away', async () => {
    await follow();
    http.expectOne(PENDING).flush({ items: [] });
    await settled();
    await jest.advanceTimersByTimeAsync(10_000);
    http.expectNone(PENDING);
    live.status.set('connecting');
    await jest.advanceTimersByTimeAsync(10_000);
    http.expectOne(PENDING).flush({ items: [approvalView()] });
    await settled();
    expect(ids()).toEqual(['approval-1']);
    // And what is in the list no more is asked for by itself: how did it end?
    await jest.advanceTimersByTimeAsync(10_000);
    http.expectOne(PENDING).flush({ items: [] });
    await settled();
    http.expectOne('/v1/approvals/approval-1').flush(approvalView({ state: 'denied' }));
    await settled();
    expect(ids()).toEqual([]);
    expect(store.ofRun('run-1')[0]?.state).toBe('denied');
  });

  it('sends the answer with its note', async () => {
    live.tellApproval(approvalView());
    const done = store.decide('approval-1', 'deny', 'not today');
    await settle();
    const sent = http.expectOne('/v1/approvals/approval-1/deny');
    expect(sent.request.body).toEqual({ note: 'not today' });
    sent.flush(approvalView({ state: 'denied' }));
    await done;
    expect(ids()).toEqual([]);
  });

  it('shows what is true when somebody else was quicker', async () => {
    const done = store.decide('approval-1', 'approve');
    await settle();
    const problem = { code: 'conflict', title: 'x', detail: 'Somebody has denied this already.' };
    http
      .expectOne('/v1/approvals/approval-1/approve')
      .flush(problem, { status: 409, statusText: 'Conflict' });
    await settle();
    http.expectOne('/v1/approvals/approval-1').flush(approvalView({ state: 'denied' }));
    await expect(done).rejects.toMatchObject({ status: 409 });
    expect(store.ofRun('run-1')[0]?.state).toBe('denied');
  });

  it('counts in the title of the tab', async () => {
    await follow();
    const page = TestBed.inject(PageTitle);
    page.set('Runs · Renum');
    live.tellApproval(approvalView());
    TestBed.tick();
    expect(TestBed.inject(Title).getTitle()).toBe('(1) Runs · Renum');
    live.tellApproval(approvalView({ state: 'withdrawn' }));
    TestBed.tick();
    expect(TestBed.inject(Title).getTitle()).toBe('Runs · Renum');
  });

  it('forgets all when the person leaves', async () => {
    await follow();
    live.tellApproval(approvalView());
    TestBed.resetTestingModule();
    expect(store.pending()).toEqual([]);
    expect(live.listeners.size).toBe(0);
  });
});
