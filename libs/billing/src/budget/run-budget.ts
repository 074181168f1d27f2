import { DomainError } from '@renum/platform';
import type { Redis } from 'ioredis';
import {
  forgetScript,
  leaseScript,
  rebuildScript,
  reserveScript,
  settleScript,
  syncScript,
} from './scripts';

export interface Reservation {
  tenantId: string;
  runId: string;
  /** The usage event's id: a recovered event then settles its own reservation. */
  reservationId: string;
  /** The run's whole budget. */
  maxCostNano: bigint;
  /** The most that this act is expected to cost. */
  estimateNano: bigint;
}

export interface LeaseTerms {
  runId: string;
  leaseId: LeaseId;
  /** The run's whole budget. */
  maxCostNano: bigint;
  wantedNano: bigint;
  /** Below this a lease is not worth having. */
  leastNano: bigint;
}
export type LeaseId = `lease:${string}`;

/** One act under a lease, and what it cost. */
export interface Settled {
  id: string;
  actualNano: bigint;
  /** What of it the lease had set aside. */
  coveredNano: bigint;
}

/** What the ledger holds for a run. */
export interface SpentSource {
  spent(tenantId: string, runId: string): Promise<{ id: string; costNano: bigint }[]>;
}

/** Longer than any call; a holder that died is then counted with what it reserved. */
const RESERVATION_MS = 20 * 60_000;
/** Longer than any run may last. */
const KEEP_MS = 26 * 60 * 60_000;
/** Lua compares doubles: above 9 million units of the currency the bound would blur. */
const MAX_COMPARABLE = 9_000_000_000_000_000n;

/**
 * Reserve → act → settle (E2), atomic over all data-plane processes. What has been spent is rebuilt
 * from the ledger whenever Redis does not know the run, for instance after it was emptied.
 */
export class RunBudget {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly ledger: SpentSource,
  ) {}

  /** @throws DomainError `overloaded` when the budget cannot be checked; then do not act. */
  async reserve(reservation: Reservation): Promise<'ok' | 'refused'> {
    try {
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const answer = await this.tryReserve(reservation);
        if (answer === 'ok' || answer === 'refused') return answer;
        await this.rebuild(reservation);
      }
    } catch (cause) {
      throw unavailable(cause);
    }
    throw unavailable();
  }

  /** Replaces the reservation by what the act cost; 0 gives it back. May be repeated. */
  async settle(settlement: {
    runId: string;
    reservationId: string;
    actualNano: bigint;
  }): Promise<void> {
    const { runId, reservationId, actualNano } = settlement;
    await settleScript.run(this.redis, this.keys(runId), [
      reservationId,
      comparable(actualNano),
      String(KEEP_MS),
    ]);
  }

  /** Adds a share of what is left to a lease; what was added, 0n for too little to share. */
  async lend(lease: LeaseTerms): Promise<bigint> {
    const answer = await leaseScript.run(this.redis, this.keys(lease.runId), [
      lease.leaseId,
      comparable(lease.wantedNano),
      comparable(lease.leastNano),
      comparable(lease.maxCostNano),
      String(RESERVATION_MS),
      String(KEEP_MS),
    ]);
    return answer === 'unknown' ? 0n : BigInt(String(answer));
  }

  /** Books acts under a lease, and gives back what it holds beyond `mostNano`. May be repeated. */
  async sync(
    { runId, leaseId }: Pick<LeaseTerms, 'runId' | 'leaseId'>,
    mostNano: bigint,
    acts: readonly Settled[],
  ): Promise<'ok' | 'lost'> {
    const answer = await syncScript.run(this.redis, this.keys(runId), [
      leaseId,
      comparable(mostNano),
      String(RESERVATION_MS),
      String(KEEP_MS),
      ...acts.flatMap((act) => [act.id, comparable(act.actualNano), comparable(act.coveredNano)]),
    ]);
    return answer === 'ok' ? 'ok' : 'lost';
  }

  /** After a process died: its lease ends, and the run's totals come from the ledger again. */
  async forget(runId: string, leaseId: string): Promise<void> {
    await forgetScript.run(this.redis, this.keys(runId), [leaseId]);
  }

  private tryReserve(reservation: Reservation): Promise<unknown> {
    return reserveScript.run(this.redis, this.keys(reservation.runId), [
      reservation.reservationId,
      comparable(reservation.estimateNano),
      comparable(reservation.maxCostNano),
      String(RESERVATION_MS),
      String(KEEP_MS),
    ]);
  }

  private async rebuild({ tenantId, runId }: Reservation): Promise<void> {
    const events = await this.ledger.spent(tenantId, runId);
    const sum = events.reduce((total, event) => total + event.costNano, 0n);
    await rebuildScript.run(this.redis, this.keys(runId), [
      String(KEEP_MS),
      String(RESERVATION_MS),
      comparable(sum),
      ...events.map((event) => event.id),
    ]);
  }

  /** The braces keep a run's keys on one node of a Redis cluster. */
  private keys(runId: string): string[] {
    const base = `${this.prefix}:budget:{${runId}}`;
    return [base, `${base}:expiry`];
  }
}

const comparable = (nano: bigint): string =>
  String(nano > MAX_COMPARABLE ? MAX_COMPARABLE : nano < 0n ? 0n : nano);

const unavailable = (cause?: unknown): DomainError =>
  new DomainError('overloaded', 'The budget of this run cannot be checked right now.', { cause });
