import { DomainError } from '@renum/platform';
import { ExpiringCache } from './expiring-cache';

/** How stale it may be what is left; what was spent is in the ledger about as late. */
const KEEP_MS = 1_000;
const CACHE_LIMIT = 5_000;

interface Left {
  /** Absent for who pays later. */
  creditNano?: bigint;
}

/**
 * With keys of the platform it is the platform that pays: whoever pays it before use has no more under
 * way, in this process, than there is credit for. Budgets bound a tenant's own money; this bounds ours.
 */
export class PrepaidCredit {
  private readonly left: ExpiringCache<Left>;
  private readonly underWay = new Map<string, bigint>();

  /** @param creditOf what a tenant has left that pays before use, in nano-units */
  constructor(
    private readonly creditOf: (tenantId: string) => Promise<bigint | undefined>,
    now?: () => number,
  ) {
    this.left = new ExpiringCache(CACHE_LIMIT, () => KEEP_MS, now);
  }

  /**
   * Sets aside what a call may cost; the answer gives it back, once.
   * @throws DomainError `wallet_empty` when the credit does not cover it beside what is under way
   */
  async enter(tenantId: string, boundNano: bigint): Promise<() => void> {
    const { creditNano } = await this.left.get(tenantId, () => this.ask(tenantId));
    if (creditNano === undefined) return () => undefined;
    if (this.of(tenantId) + boundNano > creditNano)
      throw new DomainError(
        'wallet_empty',
        'The prepaid credit does not cover what this call may cost, beside those under way. ' +
          'Top up the wallet, or bound the answer.',
      );
    this.move(tenantId, boundNano);
    return () => this.move(tenantId, -boundNano);
  }

  private async ask(tenantId: string): Promise<Left> {
    const creditNano = await this.creditOf(tenantId);
    return creditNano === undefined ? {} : { creditNano };
  }

  private of(tenantId: string): bigint {
    return this.underWay.get(tenantId) ?? 0n;
  }

  private move(tenantId: string, nano: bigint): void {
    const now = this.of(tenantId) + nano;
    if (now === 0n) this.underWay.delete(tenantId);
    else this.underWay.set(tenantId, now);
  }
}
