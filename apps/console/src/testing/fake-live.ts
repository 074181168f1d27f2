import { signal } from '@angular/core';
import type { ApprovalView, RunEventBody } from '@renum/contracts';
import type { ApprovalListener, LiveStatus, RunWatcher } from '../app/core/live/live';

/** The live connection, told by the test. */
export class FakeLive {
  readonly status = signal<LiveStatus>('online');
  watcher?: RunWatcher;
  readonly listeners = new Set<ApprovalListener>();
  private seq = 0;

  watch(watcher: RunWatcher) {
    this.watcher = watcher;
    return () => (this.watcher = undefined);
  }

  onApproval(listener: ApprovalListener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(...bodies: RunEventBody[]) {
    for (const body of bodies) {
      this.seq += 1;
      this.watcher?.onEvent({ runId: 'run-1', seq: this.seq, at: '', ...body });
    }
  }

  tellApproval(approval: ApprovalView) {
    for (const listener of this.listeners) listener(approval);
  }
}
