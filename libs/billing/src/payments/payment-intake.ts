import { Inject, Injectable, Logger } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { PaymentState } from '@renum/contracts';
import { PAYMENT_MOVES, PlatformDatabase, type EntityManager } from '@renum/database';
import { DomainError, tenantContext } from '@renum/platform';
import { lockAccount } from '../ledger/accounts';
import { bookPayment, bookRefund } from './book-payment';
import { isKnown, keepEvent, type Outcome } from './payment-events';
import { findPayment, type DbPayment } from './payment-rows';
import { PAYMENT_PROVIDER, type PaymentNews, type PaymentProvider } from './provider';

const APPLIED: Outcome = { outcome: 'applied' };
const IGNORED: Outcome = { outcome: 'ignored' };
const refused = (note: string): Outcome => ({ outcome: 'refused', note });

/**
 * Takes in what the payment provider tells. Each event counts once and each payment once, in
 * whatever order and however often they come; what does not fit is never booked, but kept for an
 * operator to look at.
 */
@Injectable()
export class PaymentIntake {
  private readonly log = new Logger(PaymentIntake.name);

  constructor(
    private readonly database: PlatformDatabase,
    private readonly audit: AuditService,
    @Inject(PAYMENT_PROVIDER) private readonly provider: PaymentProvider | null,
  ) {}

  /**
   * @param raw the body as it came: the signature is over its bytes
   * @throws DomainError `payments_unavailable`; `malformed_request` for what is not signed;
   *   `conflict` for what came before what it is about: it is to be sent again
   */
  async receive(raw: Buffer, signature: string): Promise<Outcome['outcome'] | 'repeated'> {
    const { provider } = this;
    if (!provider) throw new DomainError('payments_unavailable', 'Payments are not set up here.');
    const news = provider.news(raw, signature);
    const result = await this.database.transaction((em) => this.take(em, provider.name, news));
    if (result === 'repeated') return result;
    const { outcome, note } = result;
    if (note)
      this.log.warn({ event: news.id, type: news.type, note, outcome }, 'a payment needs a look');
    return outcome;
  }

  private async take(
    em: EntityManager,
    provider: string,
    news: PaymentNews,
  ): Promise<Outcome | 'repeated'> {
    const payment = await this.lockedPayment(em, news);
    // Only now: whoever came first with it has let go of the account.
    if (await isKnown(em, news)) return 'repeated';
    const result = payment ? await this.apply(em, payment, news) : unknown(news);
    await keepEvent(em, provider, news, result, payment?.id);
    return result;
  }

  private async lockedPayment(
    em: EntityManager,
    { paymentId, paymentRef }: PaymentNews,
  ): Promise<DbPayment | undefined> {
    const [found] = await em.execute<{ id: string; tenant_id: string }[]>(
      'select id, tenant_id from payments where id::text = ? or (payment_ref = ? and cast(? as text) is null)',
      [paymentId ?? null, paymentRef ?? null, paymentId ?? null],
    );
    if (!found) return undefined;
    await lockAccount(em, found.tenant_id);
    return findPayment(em, found.id);
  }

  private apply(
    em: EntityManager,
    payment: DbPayment,
    news: PaymentNews,
  ): Outcome | Promise<Outcome> {
    const { what, paymentRef, checkoutRef } = news;
    if (isOther(payment.checkout_ref, checkoutRef) || isOther(payment.payment_ref, paymentRef))
      return refused('It is about another payment at the provider than ours.');
    switch (what.kind) {
      case 'paid':
        return this.paid(em, payment, paymentRef, what);
      case 'processing':
      case 'failed':
      case 'expired':
        return this.move(em, payment, what.kind);
      case 'refunded':
        return this.refunded(em, payment, what);
      case 'disputed':
        return this.disputed(em, payment);
      case 'other':
        return IGNORED;
      default: {
        const never: never = what;
        throw new Error(String(never));
      }
    }
  }

  private async paid(
    em: EntityManager,
    payment: DbPayment,
    paymentRef: string | undefined,
    { amountNano, currency }: { amountNano?: bigint; currency?: string },
  ): Promise<Outcome> {
    if (payment.state === 'paid') return IGNORED;
    if (paymentRef === undefined) return refused('It names no payment.');
    if (currency !== payment.currency || String(amountNano) !== payment.amount)
      return refused(
        `Paid were ${amountNano} nano-units of ${currency}, asked for ${payment.amount} of ${payment.currency}.`,
      );
    const taken = await em.execute('select 1 from payments where payment_ref = ? and id <> ?', [
      paymentRef,
      payment.id,
    ]);
    if (taken.length > 0) return refused('Another payment of ours was paid by this one already.');
    await em.execute(
      `update payments set state = 'paid', paid_at = now(), payment_ref = ? where id = ?`,
      [paymentRef, payment.id],
    );
    const outcome = await bookPayment(em, { ...payment, payment_ref: paymentRef });
    await this.record(em, payment, 'payment.received', { amountNano: payment.amount });
    return outcome;
  }

  private async move(
    em: EntityManager,
    { id, state }: DbPayment,
    to: Extract<PaymentState, 'processing' | 'failed' | 'expired'>,
  ): Promise<Outcome> {
    const legal: readonly PaymentState[] = PAYMENT_MOVES[state];
    if (!legal.includes(to)) return IGNORED;
    await em.execute('update payments set state = ? where id = ?', [to, id]);
    return APPLIED;
  }

  /** Refunds that were asked for here are booked already; the others are booked now. */
  private async refunded(
    em: EntityManager,
    payment: DbPayment,
    { amountNano, currency }: { amountNano?: bigint; currency?: string },
  ): Promise<Outcome> {
    mustBePaid(payment);
    if (amountNano === undefined || currency !== payment.currency)
      return refused(`Paid back were ${amountNano} nano-units of ${currency}.`);
    if (amountNano > BigInt(payment.amount))
      return refused(`More was paid back than was paid: ${amountNano} nano-units.`);
    const fresh = amountNano - BigInt(payment.refunded);
    if (fresh <= 0n) return IGNORED;
    await em.execute('update payments set refunded_nano = ? where id = ?', [
      String(amountNano),
      payment.id,
    ]);
    await bookRefund(em, payment, fresh);
    await this.record(em, payment, 'payment.refunded', { amountNano: String(fresh) });
    return { outcome: 'applied', note: 'It was paid back at the provider, not here.' };
  }

  private async disputed(em: EntityManager, payment: DbPayment): Promise<Outcome> {
    mustBePaid(payment);
    await em.execute(
      'update payments set disputed_at = coalesce(disputed_at, now()) where id = ?',
      [payment.id],
    );
    await this.record(em, payment, 'payment.disputed', {});
    return { outcome: 'applied', note: 'The payer disputes it: answer at the provider.' };
  }

  private record(
    em: EntityManager,
    { id, tenant_id: tenantId }: DbPayment,
    action: string,
    detail: Record<string, unknown>,
  ): Promise<void> {
    const entry = { action, targetType: 'payment', targetId: id, detail };
    const actor = { type: 'system' as const };
    return tenantContext.run({ tenantId, actor }, () => this.audit.record(em, entry));
  }
}

const isOther = (ours: string | null, theirs: string | undefined): boolean =>
  ours !== null && theirs !== undefined && ours !== theirs;

/** The provider sends it again later, after what it is about. */
function mustBePaid({ state }: DbPayment): void {
  if (state !== 'paid')
    throw new DomainError('conflict', 'The payment itself is not known yet: send it again later.');
}

/** Other things than ours may be sold by the same account at the provider. */
function unknown({ paymentId, what }: PaymentNews): Outcome {
  return paymentId === undefined || what.kind === 'other'
    ? IGNORED
    : refused(`There is no payment ${paymentId} here.`);
}
