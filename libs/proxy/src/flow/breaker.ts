import { DomainError } from '@renum/platform';
import type { RelayResult } from './relay';

interface Circuit {
  /** Calls that failed one after the other. */
  failures: number;
  /** Closed again for one probe from then on; 0 while closed. */
  openUntil: number;
  openMs: number;
  probing: boolean;
  failedAt: number;
}

export type Verdict = 'well' | 'failed' | 'unknown';

/** What the end of a call says of its provider. What was our doing, or the caller's, says nothing. */
export function verdictOf({ status, ending, callerLeft, refusal }: RelayResult): Verdict {
  if (status === 429 || status === 501) return 'unknown';
  if (status !== undefined) return status < 500 ? 'well' : 'failed';
  if (callerLeft || ending === 'abandoned') return 'unknown';
  return refusal && refusal.code.startsWith('upstream_') ? 'failed' : 'unknown';
}

const FAILURES = 5;
const OPEN_MS = 5_000;
const MAX_OPEN_MS = 60_000;
/** Failures this far apart have nothing to do with one another. */
const FORGET_MS = 60_000;
const LIMIT = 10_000;

/**
 * A circuit breaker for each provider's host and credential: what fails every time is not asked for
 * a while, so that a provider in trouble costs neither our sockets nor its own recovery. Only
 * circuits with failures are kept, so the usual call costs one look-up.
 */
export class Breakers {
  private readonly circuits = new Map<string, Circuit>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Before a call. The answer takes how it went, once.
   * @throws DomainError `upstream_unreachable` while the circuit is open.
   */
  enter(key: string): (verdict: Verdict) => void {
    const circuit = this.circuits.get(key);
    if (!circuit || circuit.openUntil === 0) return (verdict) => this.report(key, verdict, false);
    const wait = circuit.openUntil - this.now();
    if (wait > 0 || circuit.probing) throw open(Math.max(wait, 1_000));
    circuit.probing = true;
    return (verdict) => this.report(key, verdict, true);
  }

  private report(key: string, verdict: Verdict, probe: boolean): void {
    const circuit = this.circuits.get(key);
    if (circuit && probe) circuit.probing = false;
    // Calls from before it opened say nothing of now.
    if (verdict === 'unknown' || (circuit && circuit.openUntil > 0 && !probe)) return;
    if (verdict === 'well') this.circuits.delete(key);
    else this.fail(key, circuit);
  }

  private fail(key: string, known: Circuit | undefined): void {
    const now = this.now();
    const fresh = known && (known.openUntil > 0 || now - known.failedAt < FORGET_MS);
    const circuit = fresh ? known : { ...NEW };
    circuit.failures += 1;
    circuit.failedAt = now;
    if (circuit.failures >= FAILURES) {
      circuit.openUntil = now + circuit.openMs;
      circuit.openMs = Math.min(circuit.openMs * 2, MAX_OPEN_MS);
    }
    this.circuits.delete(key);
    if (this.circuits.size >= LIMIT) {
      const [oldest] = this.circuits.keys();
      if (oldest !== undefined) this.circuits.delete(oldest);
    }
    this.circuits.set(key, circuit);
  }
}

const NEW: Circuit = { failures: 0, openUntil: 0, openMs: OPEN_MS, probing: false, failedAt: 0 };

function open(waitMs: number): DomainError {
  const details = { retryAfterSeconds: Math.ceil(waitMs / 1000) };
  const message = 'The provider failed several times in a row; it is not called for a while.';
  return new DomainError('upstream_unreachable', message, { details });
}
