import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import type { ApprovalState, ApprovalView } from '@renum/contracts';
import { type ApprovalAnswer, ApprovalsApi } from '../api/approvals.api';
import { Live } from '../live/live';
import { whileVisible } from '../polling';

const POLL_MS = 10_000;

const isOver = (state: ApprovalState): boolean => state !== 'pending';

/**
 * The tenant's calls that wait for a person, as far as this page has heard of them. Live news come
 * first; while the live connection is away, the list is read again and again.
 */
@Injectable({ providedIn: 'root' })
export class ApprovalStore {
  private readonly api = inject(ApprovalsApi);
  private readonly live = inject(Live);
  private readonly heard = signal<ReadonlyMap<string, ApprovalView>>(new Map());
  private reading?: Promise<void>;

  /** Those that end first come first. */
  readonly pending = computed(() =>
    [...this.heard().values()]
      .filter(({ state }) => !isOver(state))
      .toSorted((a, b) => a.expiresAt.localeCompare(b.expiresAt)),
  );
  /** How many are over, of those heard of: lists of the past follow it. */
  readonly over = computed(
    () => [...this.heard().values()].filter(({ state }) => isOver(state)).length,
  );

  /** Of one run, oldest first. */
  ofRun(runId: string): ApprovalView[] {
    return [...this.heard().values()]
      .filter((one) => one.runId === runId)
      .toSorted((a, b) => a.requestedAt.localeCompare(b.requestedAt));
  }

  /** Follows the tenant until the caller, in whose injection context this runs, is gone. */
  follow(): void {
    const stop = this.live.onApproval((approval) => this.hear([approval]));
    inject(DestroyRef).onDestroy(() => {
      stop();
      // The next person at this tab may be of another tenant.
      this.heard.set(new Map());
    });
    void this.read();
    whileVisible(POLL_MS, () => {
      // Also when it is online and some wait: the moment of an end is nobody's news to miss.
      if (this.live.status() !== 'online' || this.pending().length > 0) void this.read();
    });
  }

  /** All of a run's, decided ones too. */
  async readRun(runId: string): Promise<void> {
    try {
      this.hear((await this.api.list({ runId })).items);
    } catch (error) {
      console.warn('The approvals of the run could not be read', error);
    }
  }

  async decide(id: string, answer: ApprovalAnswer, note?: string): Promise<void> {
    try {
      this.hear([await this.api.decide(id, answer, note)]);
    } catch (error) {
      // Somebody else was quicker, or the time was up: show what is true now.
      await this.readOne(id);
      throw error;
    }
  }

  private read(): Promise<void> {
    this.reading ??= this.readPending().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async readPending(): Promise<void> {
    const before = this.pending();
    try {
      const { items } = await this.api.list({ state: 'pending' });
      this.hear(items);
      const still = new Set(items.map(({ id }) => id));
      const gone = before.filter(({ id }) => !still.has(id));
      await Promise.all(gone.map(({ id }) => this.readOne(id)));
    } catch (error) {
      console.warn('The approvals could not be read; the next look is in some seconds', error);
    }
  }

  private async readOne(id: string): Promise<void> {
    try {
      this.hear([await this.api.get(id)]);
    } catch (error) {
      console.warn('The approval could not be read', error);
    }
  }

  /** What is over stays over, however late an older answer arrives. */
  private hear(approvals: readonly ApprovalView[]): void {
    this.heard.update((heard) => {
      const next = new Map(heard);
      for (const approval of approvals) {
        const known = next.get(approval.id);
        if (known && isOver(known.state) && !isOver(approval.state)) continue;
        next.set(approval.id, approval);
      }
      return next;
    });
  }
}
