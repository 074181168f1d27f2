import { newId } from '@renum/platform';
import { CONFIRM_MS, Lease } from './lease';
import type { LeaseId, Reservation, RunBudget } from './run-budget';

type Exact = Pick<RunBudget, 'reserve' | 'settle' | 'lend' | 'sync'>;
type Held = 'ok' | 'refused' | LeaseId;

/** Acts of one run closer than this make a lease worth its trouble. */
const BUSY_MS = 1_000;
/** A lease that nobody used for this long goes back. */
const IDLE_MS = 1_000;
/** How often what was spent is told; also how late Redis may learn of it. */
const SYNC_MS = 50;
/** A lease covers so many acts at a time, if an eighth of what is left allows it. */
const ACTS_WANTED = 512n;
const ACTS_LEAST = 8n;
/** Above any amount: the lease keeps all it holds. */
const ALL = 9_000_000_000_000_000n;

interface Pace {
  lastAt: number;
  /** Not before then is a lease asked for again. */
  askAt: number;
}

/**
 * Reserve → act → settle without a round trip each: a busy run's process borrows a share of what is
 * left in one atomic step, lends it on by itself, and tells within milliseconds what each act cost.
 * What is borrowed is reserved for everybody else, so the bound holds as with single reservations
 * (E2); a run with little left, or few acts, goes the exact way every time.
 */
export class LeasedBudget {
  private readonly leases = new Map<string, Lease>();
  private readonly paces = new Map<string, Pace>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly exact: Exact,
    private readonly log: { warn(details: object, message: string): void },
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * `refused`, or how the money is held: by itself, or by the lease that is named.
   * @throws DomainError `overloaded` when the budget cannot be checked; then do not act.
   */
  reserve(reservation: Reservation): Held | Promise<Held> {
    const now = this.now();
    const lease = this.leases.get(reservation.runId);
    if (lease?.take(reservation, now)) {
      if (lease.low && now >= lease.askAt) void this.borrow(lease, reservation);
      return lease.id;
    }
    return this.reserveExactly(reservation, lease);
  }

  /** Replaces the reservation by what the act cost; 0 gives it back. May be repeated. */
  settle(settlement: {
    runId: string;
    reservationId: string;
    actualNano: bigint;
  }): void | Promise<void> {
    const lease = this.leases.get(settlement.runId);
    if (lease?.settle(settlement.reservationId, settlement.actualNano)) return;
    return this.exact.settle(settlement);
  }

  /** Redis went away: until it confirms them, no lease lends. */
  suspect(): void {
    for (const lease of this.leases.values()) lease.confirmedAt = -Infinity;
  }

  /** Tells everything and gives every lease back. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    for (const lease of this.leases.values()) {
      lease.ended = true;
      await this.tell(lease, lease.committed);
    }
  }

  /** Refused while this process sits on money that it does not need would be wrong. */
  private async reserveExactly(reservation: Reservation, lease: Lease | undefined): Promise<Held> {
    const answer = await this.exact.reserve(reservation);
    if (answer === 'ok') this.consider(reservation);
    if (answer === 'ok' || !lease || lease.left <= 0n) return answer;
    lease.left = 0n;
    await this.tell(lease, lease.committed);
    return this.exact.reserve(reservation);
  }

  private consider(reservation: Reservation): void {
    const now = this.now();
    const { runId, maxCostNano } = reservation;
    const lease = this.leases.get(runId);
    const pace = this.paces.get(runId);
    if (!pace) {
      this.paces.set(runId, { lastAt: now, askAt: 0 });
      return this.keepTime();
    }
    const busy = now - pace.lastAt < BUSY_MS;
    pace.lastAt = now;
    if (!busy || now < pace.askAt || lease?.ended) return;
    pace.askAt = now + BUSY_MS;
    void this.borrow(lease ?? new Lease(`lease:${newId()}`, runId, maxCostNano, now), reservation);
  }

  private async borrow(lease: Lease, { maxCostNano, estimateNano }: Reservation): Promise<void> {
    if (lease.borrowing || lease.ended) return;
    lease.borrowing = true;
    const { runId, id: leaseId } = lease;
    const askedAt = this.now();
    try {
      const wantedNano = estimateNano * ACTS_WANTED;
      const leastNano = estimateNano * ACTS_LEAST;
      const terms = { runId, leaseId, maxCostNano, wantedNano, leastNano };
      const added = await this.exact.lend(terms);
      if (added === 0n) lease.askAt = askedAt + BUSY_MS;
      // Ended meanwhile: its end gives this back too.
      else if (!lease.ended) {
        lease.grant(added, askedAt);
        this.leases.set(runId, lease);
      }
    } catch (error) {
      lease.askAt = askedAt + BUSY_MS;
      this.log.warn({ err: error, runId }, 'a budget could not be leased');
    } finally {
      lease.borrowing = false;
    }
  }

  /** Runs while there is anything to tell or to forget. */
  private keepTime(): void {
    this.timer ??= setInterval(() => {
      const now = this.now();
      for (const lease of this.leases.values()) this.tend(lease, now);
      for (const [runId, pace] of this.paces)
        if (now - pace.lastAt > BUSY_MS && !this.leases.has(runId)) this.paces.delete(runId);
      if (this.paces.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    }, SYNC_MS).unref();
  }

  private tend(lease: Lease, now: number): void {
    if (lease.telling || lease.borrowing) return;
    const quiet = now - lease.usedAt > IDLE_MS;
    if (quiet && lease.idle) lease.ended = true;
    if (lease.ended) return void this.tell(lease, lease.committed);
    if (quiet && lease.left > 0n) {
      // A long call under way keeps its own part; the rest is for others.
      lease.left = 0n;
      return void this.tell(lease, lease.committed);
    }
    const due = !quiet && now - lease.confirmedAt > CONFIRM_MS / 4;
    if (lease.untold || due) void this.tell(lease);
  }

  private async tell(lease: Lease, mostNano = ALL): Promise<void> {
    const acts = lease.takeSettled();
    lease.telling = true;
    const askedAt = this.now();
    try {
      const answer = await this.exact.sync(
        { runId: lease.runId, leaseId: lease.id },
        mostNano,
        acts,
      );
      if (answer === 'ok') lease.confirmedAt = askedAt;
      else await this.lost(lease);
      if (lease.over) this.leases.delete(lease.runId);
    } catch (error) {
      // Each act has its id: telling it twice is harmless.
      lease.putBack(acts);
      this.log.warn({ err: error, runId: lease.runId }, 'a lease could not be told of');
    } finally {
      lease.telling = false;
    }
  }

  /** Redis was emptied, or took us for dead: acts under way get reservations of their own. */
  private async lost(lease: Lease): Promise<void> {
    lease.ended = true;
    const acts = lease.takeActs();
    await Promise.all(acts.map((act) => this.exact.reserve(act)));
  }
}
