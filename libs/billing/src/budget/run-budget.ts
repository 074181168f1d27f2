import { DomainError } from '@renum/platform';
import type { Redis } from 'ioredis';
import {
  addScript,
  rebuildCounterScript,
  rebuildRunScript,
  reserveScript,
  settleScript,
} from './act-scripts';
import { BudgetKeys, comparable } from './budget-keys';
import { NO_COUNTERS, type Counter, type Counters, type CounterOf } from './counter';
import { appOf } from './holder';
import { forgetScript, leaseScript, syncScript } from './lease-scripts';
import type { Span } from './period';

export interface Reservation {
  tenantId: string;
  /** Whose hash keeps the act: a run's id, or what `holderOf` says of an app. */
  runId: string;
  /** The usage event's id: a recovered event then settles its own reservation. */
  reservationId: string;
  /** The run's whole budget. */
  maxCostNano: bigint;
  /** The most that this act is expected to cost. */
  estimateNano: bigint;
  /** What else must cover it; nothing unless told. */
  counters?: Counters;
}

export interface Settlement {
  runId: string;
  reservationId: string;
  actualNano: bigint;
  /** Those of the reservation. */
  counters?: Counters;
}

/** The budget that does not cover an act. */
export interface Shortfall {
  /** Absent for the run's own. */
  counter?: Counter;
  limitNano: bigint;
  spentNano: bigint;
  /** By acts under way. */
  reservedNano: bigint;
}

export interface LeaseTerms {
  runId: string;
  leaseId: LeaseId;
  /** The run's whole budget. */
  maxCostNano: bigint;
  counters: Counters;
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

/** What the ledger holds. */
export interface SpentSource {
  /** Every event of a run, or of an app's holder. */
  spent(tenantId: string, runId: string): Promise<{ id: string; costNano: bigint }[]>;
  /** The sum of a budget's events, and the ids of those among them that came in lately. */
  sum(of: CounterOf, span: Span): Promise<{ costNano: bigint; lateIds: string[] }>;
}

/** Longer than any call; a holder that died is then counted with what it reserved. */
export const RESERVATION_MS = 20 * 60_000;
/** Longer than any run may last; and longer than what an app began in its ten minutes. */
const KEEP_MS = String(26 * 60 * 60_000);
const KEEP_APP_MS = String(2 * 60 * 60_000);
const keepMs = (holder: string): string => (appOf(holder) ? KEEP_APP_MS : KEEP_MS);
/** How late an act that the ledger's sum held already may still be settled. */
const SEEN_MS = String(RESERVATION_MS);

/**
 * Reserve → act → settle (E2), atomic over all data-plane processes and over all budgets that an act
 * is in: its run's, its grant's, its tenant's … What has been spent is rebuilt from the ledger whenever
 * Redis does not know it, for instance after it was emptied.
 */
export class RunBudget {
  private readonly keys: BudgetKeys;
  private readonly rebuilding = new Map<string, Promise<void>>();

  constructor(
    private readonly redis: Redis,
    prefix: string,
    private readonly ledger: SpentSource,
  ) {
    this.keys = new BudgetKeys(prefix);
  }

  /**
   * All budgets or none. `undefined` when they cover the act.
   * @throws DomainError `overloaded` when they cannot be checked; then do not act.
   */
  async reserve(reservation: Reservation): Promise<Shortfall | undefined> {
    const { runId, counters = NO_COUNTERS } = reservation;
    try {
      for (let attempt = 0; attempt < counters.list.length + 3; attempt += 1) {
        const answer = await reserveScript.run(this.redis, this.keysOf(runId, counters), [
          reservation.reservationId,
          comparable(reservation.estimateNano),
          comparable(reservation.maxCostNano),
          String(RESERVATION_MS),
          keepMs(runId),
          ...counters.list.map(({ limitNano }) => comparable(limitNano)),
        ]);
        const [verdict, place, spent, reserved] = answer as [string, number, string, string];
        if (verdict === 'ok') return undefined;
        const counter = place === 0 ? undefined : counters.list[place - 1];
        if (verdict === 'refused') {
          const limitNano = counter?.limitNano ?? reservation.maxCostNano;
          return {
            counter,
            limitNano,
            spentNano: BigInt(spent),
            reservedNano: BigInt(reserved),
          };
        }
        await this.rebuild(reservation, counter);
      }
    } catch (cause) {
      throw unavailable(cause);
    }
    throw unavailable();
  }

  /** Replaces the reservation by what the act cost; 0 gives it back. May be repeated. */
  async settle({ runId, reservationId, actualNano, counters }: Settlement): Promise<void> {
    const keys = this.keysOf(runId, counters ?? NO_COUNTERS);
    await settleScript.run(this.redis, keys, [
      reservationId,
      comparable(actualNano),
      keepMs(runId),
    ]);
  }

  /** What an act cost, into budgets that were made after it was reserved. May be repeated. */
  async add({ runId, reservationId, actualNano, counters }: Settlement): Promise<void> {
    const keys = this.keysOf(runId, counters ?? NO_COUNTERS);
    await addScript.run(this.redis, keys, [reservationId, comparable(actualNano), keepMs(runId)]);
  }

  /** Adds a share of what is left to a lease; what was added, 0n for too little to share. */
  async lend(lease: LeaseTerms): Promise<bigint> {
    const { runId, counters } = lease;
    const answer = await leaseScript.run(this.redis, this.keysOf(runId, counters), [
      lease.leaseId,
      comparable(lease.wantedNano),
      comparable(lease.leastNano),
      comparable(lease.maxCostNano),
      String(RESERVATION_MS),
      keepMs(runId),
      ...counters.list.map(({ limitNano }) => comparable(limitNano)),
    ]);
    return BigInt(String(answer));
  }

  /** Books acts under a lease, and gives back what it holds beyond `mostNano`. May be repeated. */
  async sync(
    { runId, leaseId, counters }: Pick<LeaseTerms, 'runId' | 'leaseId' | 'counters'>,
    mostNano: bigint,
    acts: readonly Settled[],
  ): Promise<'ok' | 'lost'> {
    const answer = await syncScript.run(this.redis, this.keysOf(runId, counters), [
      leaseId,
      comparable(mostNano),
      String(RESERVATION_MS),
      keepMs(runId),
      ...acts.flatMap((act) => [act.id, comparable(act.actualNano), comparable(act.coveredNano)]),
    ]);
    return answer === 'ok' ? 'ok' : 'lost';
  }

  /** After a process died: its lease ends, and the run's totals come from the ledger again. */
  async forget(runId: string, leaseId: string): Promise<void> {
    await forgetScript.run(this.redis, this.keysOf(runId, NO_COUNTERS), [leaseId]);
  }

  /** What Redis knows of budgets, in the order asked; `undefined` where it knows nothing yet. */
  async figures(
    counters: readonly Pick<Counter, 'key'>[],
  ): Promise<({ spentNano: bigint; reservedNano: bigint } | undefined)[]> {
    const found = counters.map(({ key }) =>
      this.redis.hmget(this.keys.counter(key), 'spent', 'reserved'),
    );
    return (await Promise.all(found)).map(([spent, reserved]) =>
      spent ? { spentNano: BigInt(spent), reservedNano: BigInt(reserved ?? 0) } : undefined,
    );
  }

  /** Calls that find a budget unknown at the same moment wait for one and the same sum. */
  private rebuild({ tenantId, runId }: Reservation, counter: Counter | undefined): Promise<void> {
    const key = counter ? this.keys.counter(counter.key) : this.keys.run(runId);
    const under = this.rebuilding.get(key);
    if (under) return under;
    const work = (
      counter ? this.rebuildCounter(counter) : this.rebuildRun(tenantId, runId)
    ).finally(() => this.rebuilding.delete(key));
    this.rebuilding.set(key, work);
    return work;
  }

  private async rebuildRun(tenantId: string, runId: string): Promise<void> {
    const events = await this.ledger.spent(tenantId, runId);
    const sum = events.reduce((total, event) => total + event.costNano, 0n);
    const ids = events.map((event) => event.id);
    const args = [keepMs(runId), String(RESERVATION_MS), comparable(sum), ...ids];
    await rebuildRunScript.run(this.redis, this.keysOf(runId, NO_COUNTERS), args);
  }

  private async rebuildCounter({ key, of, span }: Counter): Promise<void> {
    const { costNano, lateIds } = await this.ledger.sum(of, span);
    const counter = this.keys.counter(key);
    const args = [KEEP_MS, SEEN_MS, comparable(costNano), ...lateIds];
    await rebuildCounterScript.run(this.redis, [counter, `${counter}:seen`], args);
  }

  private keysOf(runId: string, { list }: Counters): string[] {
    const own = [this.keys.run(runId), this.keys.expiry];
    return list.length === 0 ? own : own.concat(list.map(({ key }) => this.keys.counter(key)));
  }
}

const unavailable = (cause?: unknown): DomainError =>
  new DomainError('overloaded', 'The budget of this call cannot be checked right now.', { cause });
