import type { RunOutcome } from '@renum/contracts';
import { isDomainError } from '@renum/platform';
import { Repeat } from '../repeat';

/** What keeps an eye on a run while it is inside a sandbox. */
export interface RunWatchOptions {
  /** Renews the lease; says what else ends the run. Throws `fenced` when it is lost. */
  renew: () => Promise<{ stopRequested: boolean; walletEmpty: boolean }>;
  renewEveryMs: number;
  /** Bytes of the workspace. */
  diskBytes: () => Promise<number>;
  maxDiskBytes: number;
  /** Time left of the run's own limit, in milliseconds. */
  remainingMs: number;
  /** What of the run's whole time it waited for people, in milliseconds: that does not count. */
  waitedMs: () => Promise<number>;
  /** Asks the runtime inside to stop by itself. */
  askToStop: () => void;
  /** Ends the run from outside; the sandbox goes with it. */
  force: (outcome: RunOutcome) => void;
  /** The lease could not be renewed in time, or is another worker's. */
  lost: (error: unknown) => void;
  leaseMs: number;
}

/** Suna gets this long to stop by itself, so that the whole takes less than 2 s. */
const STOP_GRACE_MS = 1200;
/** Suna watches its own time limit; this is for one that does not. */
const DEADLINE_GRACE_MS = 10_000;
const DISK_EVERY_MS = 5_000;
/** While a person is waited for, the deadline moves on; no need to look at it all the time. */
const DEADLINE_LOOK_MS = 1_000;

const OUT_OF_MONEY: RunOutcome = {
  state: 'limit',
  limit: 'budget',
  detail: 'The prepaid credit is used up. Top up the wallet to go on.',
};

/** The clocks of one run: lease, stop, deadline, disk. */
export class RunWatch {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly repeats: readonly Repeat[];
  private stopping = false;
  private closed = false;
  private renewedAt = Date.now();

  constructor(private readonly options: RunWatchOptions) {
    this.repeats = [
      new Repeat(options.renewEveryMs, () => this.renew(), options.lost),
      new Repeat(DISK_EVERY_MS, () => this.checkDisk(), options.lost),
    ];
    for (const repeat of this.repeats) repeat.start('later');
    this.awaitDeadline(options.remainingMs + DEADLINE_GRACE_MS, 0);
  }

  /** Asks, then insists. */
  stop(): void {
    if (this.stopping || this.closed) return;
    this.stopping = true;
    this.options.askToStop();
    this.after(STOP_GRACE_MS, () => {
      this.options.force({ state: 'stopped' });
    });
  }

  close(): void {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    for (const repeat of this.repeats) void repeat.close();
  }

  private async renew(): Promise<void> {
    try {
      const { stopRequested, walletEmpty } = await this.options.renew();
      this.renewedAt = Date.now();
      if (stopRequested) this.stop();
      else if (walletEmpty) this.options.force(OUT_OF_MONEY);
    } catch (error) {
      // PostgreSQL may be away for a moment; after the lease's time somebody else may have the run.
      const expired = Date.now() - this.renewedAt > this.options.leaseMs;
      if (expired || isDomainError(error, 'fenced')) this.options.lost(error);
    }
  }

  /** `credited` of the waiting is in the deadline already. */
  private awaitDeadline(milliseconds: number, credited: number): void {
    this.after(milliseconds, () => {
      this.options.waitedMs().then(
        (waited) => this.timeUp(waited, credited),
        // PostgreSQL may be away for a moment; the lease says when that was too long.
        () => this.timeUp(credited + DEADLINE_LOOK_MS, credited),
      );
    });
  }

  private timeUp(waited: number, credited: number): void {
    if (this.closed) return;
    if (waited > credited) {
      return this.awaitDeadline(Math.max(waited - credited, DEADLINE_LOOK_MS), waited);
    }
    const detail = 'The run took longer than its limit and did not end by itself.';
    this.options.force({ state: 'limit', limit: 'time', detail });
  }

  private async checkDisk(): Promise<void> {
    if ((await this.options.diskBytes()) < this.options.maxDiskBytes) return;
    const megabytes = Math.round(this.options.maxDiskBytes / 1024 / 1024);
    const detail = `The workspace holds more than ${megabytes} MB. Delete files to go on.`;
    this.options.force({ state: 'limit', limit: 'disk', detail });
  }

  private after(milliseconds: number, action: () => void): void {
    // setTimeout takes 31 bits; a run may last longer than the 24 days that is, and then not by us.
    this.timers.push(setTimeout(action, Math.min(milliseconds, 2 ** 31 - 1)));
  }
}
