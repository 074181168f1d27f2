import type { Counters } from './counter';
import type { LeaseId, Reservation, Settled } from './run-budget';

/** A lease that Redis has not confirmed for this long lends nothing: it may be gone. */
export const CONFIRM_MS = 500;

/** Money of one run that this process may lend on by itself. What it says, Redis holds reserved. */
export class Lease {
  /** Not lent: what the next acts may take. */
  left = 0n;
  confirmedAt = -Infinity;
  usedAt: number;
  /** Before then it is no use to ask for more. */
  askAt = 0;
  borrowing = false;
  telling = false;
  /** Lends no more; goes when all is told. */
  ended = false;
  private granted = 0n;
  private readonly acts = new Map<string, Reservation>();
  private readonly uncovered = new Map<string, Reservation>();
  private settled: Settled[] = [];

  constructor(
    readonly id: LeaseId,
    readonly key: string,
    readonly runId: string,
    readonly counters: Counters,
    private readonly maxCostNano: bigint,
    now: number,
  ) {
    this.usedAt = now;
  }

  /** What acts under way hold. */
  get committed(): bigint {
    let sum = 0n;
    for (const { estimateNano } of this.acts.values()) sum += estimateNano;
    return sum;
  }

  get low(): boolean {
    return this.left * 4n < this.granted;
  }

  get idle(): boolean {
    return this.acts.size === 0;
  }

  get untold(): boolean {
    return this.settled.length > 0;
  }

  get over(): boolean {
    return this.ended && this.idle && !this.untold && this.uncovered.size === 0;
  }

  grant(added: bigint, now: number): void {
    this.left += added;
    this.granted = this.left;
    this.confirmedAt = now;
  }

  /** False when it does not cover the act; then ask Redis. */
  take(reservation: Reservation, counters: Counters, now: number): boolean {
    if (this.ended || now - this.confirmedAt > CONFIRM_MS) return false;
    if (this.acts.has(reservation.reservationId)) return true;
    if (reservation.maxCostNano !== this.maxCostNano || counters !== this.counters) {
      // A limit was changed: what was lent under the old one goes back.
      this.ended = true;
      return false;
    }
    if (this.left < reservation.estimateNano) return false;
    this.left -= reservation.estimateNano;
    this.acts.set(reservation.reservationId, reservation);
    this.usedAt = now;
    return true;
  }

  /** False when the act is not one of its own. */
  settle(id: string, actualNano: bigint): boolean {
    this.uncovered.delete(id);
    const act = this.acts.get(id);
    if (!act) return false;
    this.acts.delete(id);
    const { estimateNano } = act;
    const coveredNano = actualNano < estimateNano ? actualNano : estimateNano;
    // After its end, what comes back is Redis's to give out, not ours.
    this.left += estimateNano - coveredNano;
    if (actualNano > 0n) this.settled.push({ id, actualNano, coveredNano });
    return true;
  }

  takeSettled(): Settled[] {
    const settled = this.settled;
    this.settled = [];
    return settled;
  }

  putBack(settled: Settled[]): void {
    this.settled = settled.concat(this.settled);
  }

  /** Redis no longer holds it: acts under way need cover of their own from now on. */
  lose(): void {
    this.ended = true;
    for (const [id, act] of this.acts) this.uncovered.set(id, act);
    this.acts.clear();
  }

  /** Acts under way that nothing in Redis covers. They stay here until it does, or they have ended. */
  get bare(): Reservation[] {
    return [...this.uncovered.values()];
  }

  covered(id: string): void {
    this.uncovered.delete(id);
  }
}
