import { newId } from '@renum/platform';
import { NO_COUNTERS, type Counters } from './counter';
import { CONFIRM_MS, Lease } from './lease';
import type { LeaseId, Reservation, RunBudget, Settlement, Shortfall } from './run-budget';

type Exact = Pick<RunBudget, 'reserve' | 'settle' | 'add' | 'lend' | 'sync'>;
/** How the money of an act is held: by itself, or by the lease that is named; or not. */
export type Held = 'ok' | Shortfall | LeaseId;

/** Acts of one run closer than this make a lease worth its trouble. */
const BUSY_MS = 1_000;
/** A lease that nobody used for this long goes back. */
const IDLE_MS = 1_000;
/** How often what was spent is told; also how late Redis may learn of it. */
const SYNC_MS = 50;
/** A lease covers so many acts at a time, if what is left allows it. */
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
 * What is borrowed is reserved for everybody else in every budget that the acts are in, so the bounds
 * hold as with single reservations (E2); with little left, or few acts, each goes the exact way.
 */
export class LeasedBudget {
  private readonly leases = new Map<string, Lease>();
  private readonly paces = new Map<string, Pace>();
  private readonly borrowing = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly exact: Exact,
    private readonly log: { warn(details: object, message: string): void },
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * What does not cover the act, or how its money is held.
   * @throws DomainError `overloaded` when the budgets cannot be checked; then do not act.
   */
  reserve(reservation: Reservation): Held | Promise<Held> {
    const { counters = NO_COUNTERS } = reservation;
    const key = keyOf(reservation.runId, counters);
    const lease = this.leases.get(key);
    const now = this.now();
    if (lease?.take(reservation, counters, now)) {
      if (lease.low && now >= lease.askAt) this.borrow(lease, reservation);
      return lease.id;
    }
    return this.reserveExactly(reservation, counters, key);
  }

  /** Replaces the reservation by what the act cost; 0 gives it back. May be repeated. */
  settle(settlement: Settlement): void | Promise<void> {
    const { runId, reservationId, actualNano, counters = NO_COUNTERS } = settlement;
    const lease = this.leases.get(keyOf(runId, counters));
    if (lease?.settle(reservationId, actualNano)) return;
    return this.exact.settle(settlement);
  }

  /** What an act cost, into budgets that were made after it was reserved. May be repeated. */
  add(settlement: Settlement): Promise<void> {
    return this.exact.add(settlement);
  }

  /** Redis went away: until it confirms them, no lease lends. */
  suspect(): void {
    for (const lease of this.leases.values()) lease.confirmedAt = -Infinity;
  }

  /** Tells everything and gives every lease back. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    // What Redis is about to lend must come before it can be given back.
    await Promise.all(this.borrowing);
    for (const lease of this.leases.values()) {
      lease.ended = true;
      await this.tell(lease, lease.committed);
    }
  }

  /** Refused while this process sits on money that it does not need would be wrong. */
  private async reserveExactly(
    reservation: Reservation,
    counters: Counters,
    key: string,
  ): Promise<Held> {
    const short = await this.exact.reserve(reservation);
    if (!short) {
      this.consider(reservation, counters, key);
      return 'ok';
    }
    const given = await this.giveBack(reservation.runId, short);
    return given ? ((await this.exact.reserve(reservation)) ?? 'ok') : short;
  }

  /** Leases of this process that hold money of the budget that is short; whether there were any. */
  private async giveBack(runId: string, { counter }: Shortfall): Promise<boolean> {
    const holding = [...this.leases.values()].filter(
      (lease) =>
        lease.left > 0n &&
        (counter
          ? lease.counters.list.some(({ key }) => key === counter.key)
          : lease.runId === runId),
    );
    for (const lease of holding) lease.left = 0n;
    await Promise.all(holding.map((lease) => this.tell(lease, lease.committed)));
    return holding.length > 0;
  }

  private consider(reservation: Reservation, counters: Counters, key: string): void {
    const now = this.now();
    const lease = this.leases.get(key);
    const pace = this.paces.get(key);
    if (!pace) {
      this.paces.set(key, { lastAt: now, askAt: 0 });
      return this.keepTime();
    }
    const busy = now - pace.lastAt < BUSY_MS;
    pace.lastAt = now;
    if (!busy || now < pace.askAt || lease?.ended) return;
    pace.askAt = now + BUSY_MS;
    const { runId, maxCostNano } = reservation;
    const fresh = () => new Lease(`lease:${newId()}`, key, runId, counters, maxCostNano, now);
    this.borrow(lease ?? fresh(), reservation);
  }

  private borrow(lease: Lease, reservation: Reservation): void {
    if (lease.borrowing || lease.ended) return;
    const lent = this.lent(lease, reservation).finally(() => this.borrowing.delete(lent));
    this.borrowing.add(lent);
  }

  private async lent(lease: Lease, { maxCostNano, estimateNano }: Reservation): Promise<void> {
    lease.borrowing = true;
    const { runId, id: leaseId, counters } = lease;
    const askedAt = this.now();
    try {
      const wantedNano = estimateNano * ACTS_WANTED;
      const leastNano = estimateNano * ACTS_LEAST;
      const terms = { runId, leaseId, counters, maxCostNano, wantedNano, leastNano };
      const added = await this.exact.lend(terms);
      if (added === 0n) lease.askAt = askedAt + BUSY_MS;
      // Ended meanwhile: its end gives this back too.
      else if (!lease.ended) {
        lease.grant(added, askedAt);
        this.leases.set(lease.key, lease);
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
      for (const [key, pace] of this.paces)
        if (now - pace.lastAt > BUSY_MS && !this.leases.has(key)) this.paces.delete(key);
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
    const { runId, id: leaseId, counters } = lease;
    lease.telling = true;
    const askedAt = this.now();
    try {
      const answer = await this.exact.sync({ runId, leaseId, counters }, mostNano, acts);
      if (answer === 'ok') lease.confirmedAt = askedAt;
      else lease.lose();
    } catch (error) {
      // Each act has its id: telling it twice is harmless.
      lease.putBack(acts);
      this.log.warn({ err: error, runId }, 'a lease could not be told of');
    }
    await this.cover(lease);
    lease.telling = false;
    if (lease.over) this.leases.delete(lease.key);
  }

  /**
   * Redis was emptied, or took us for dead: acts under way get reservations of their own. While it is
   * away they wait here, and the next telling tries again.
   */
  private async cover(lease: Lease): Promise<void> {
    const covering = lease.bare.map(async (act) => {
      try {
        const short = await this.exact.reserve(act);
        // Under way all the same; what it costs will be counted when it ends.
        if (short) this.log.warn({ runId: act.runId }, 'a budget was passed while Redis forgot it');
        lease.covered(act.reservationId);
      } catch (error) {
        this.log.warn({ err: error, runId: act.runId }, 'an act under way has no cover yet');
      }
    });
    await Promise.all(covering);
  }
}

const keyOf = (runId: string, { signature }: Counters): string =>
  signature === '' ? runId : `${runId} ${signature}`;
