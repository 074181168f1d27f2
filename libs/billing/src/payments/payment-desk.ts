import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { Page, PaymentEventView, PaymentView } from '@renum/contracts';
import { PlatformDatabase, type EntityManager } from '@renum/database';
import { DomainError, isDomainError, newId } from '@renum/platform';
import { lockAccount } from '../ledger/accounts';
import { asOperator } from '../ledger/as-operator';
import { post } from '../ledger/post';
import { walletOf } from '../ledger/wallet-view';
import { bookRefund } from './book-payment';
import { minorOf } from './minor-units';
import { notableEvents } from './payment-events';
import { listPayments, paymentOf, paymentViewOf, type DbPayment } from './payment-rows';
import { PAYMENT_PROVIDER, type PaymentProvider } from './provider';

export interface NewRefund {
  /** Chosen by the caller: sent again, it is still made once. */
  id: string;
  amountNano: bigint;
  reason?: string;
}

interface DbRefund {
  payment_id: string;
  amount: string;
  state: 'asked' | 'made' | 'refused';
}

/** Where operators look at payments and pay them back, the way they came. */
@Injectable()
export class PaymentDesk {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly audit: AuditService,
    @Inject(PAYMENT_PROVIDER) private readonly provider: PaymentProvider | null,
  ) {}

  /** A tenant's, newest first. */
  list(tenantId: string, page: { cursor?: string; limit: number }): Promise<Page<PaymentView>> {
    return this.database.transaction((em) => listPayments(em, tenantId, page));
  }

  /** What the provider told and did not fit, or needs a look. */
  events(limit: number): Promise<Page<PaymentEventView>> {
    return this.database.transaction((em) => notableEvents(em, limit));
  }

  /**
   * Pays back of what is left in the wallet. It is taken from there before the provider is asked, and
   * put back when that says no; when nobody knows whether it was done, the same id asks again.
   *
   * @throws DomainError `not_found`, `conflict`, `payments_unavailable`, `upstream_unreachable`
   */
  async refund(paymentId: string, refund: NewRefund, operatorId: string): Promise<PaymentView> {
    const { provider } = this;
    if (!provider) throw new DomainError('payments_unavailable', 'Payments are not set up here.');
    const { payment, state } = await this.setAside(paymentId, refund, operatorId);
    if (state === 'refused') throw new DomainError('conflict', 'This refund was refused before.');
    if (state === 'made') return paymentViewOf(payment);
    const { amountNano, id } = refund;
    const { payment_ref: paymentRef, currency } = payment;
    if (paymentRef === null) throw new DomainError('internal', 'A paid payment has no reference.');
    try {
      const ref = await provider.refund({ id, paymentRef, amountNano, currency });
      await this.close(payment, id, (em) =>
        em.execute(`update payment_refunds set state = 'made', refund_ref = ? where id = ?`, [
          ref,
          id,
        ]),
      );
    } catch (error) {
      if (isDomainError(error, 'conflict'))
        await this.close(payment, id, (em) => putBack(em, payment, refund));
      throw error;
    }
    return this.database.transaction(async (em) => paymentViewOf(await paymentOf(em, paymentId)));
  }

  private setAside(
    paymentId: string,
    { id, amountNano, reason }: NewRefund,
    operatorId: string,
  ): Promise<{ payment: DbPayment; state: DbRefund['state'] }> {
    minorOf(amountNano);
    return this.database.transaction(async (em) => {
      const { tenant_id: tenantId } = await paymentOf(em, paymentId);
      await lockAccount(em, tenantId);
      const payment = await paymentOf(em, paymentId);
      const known = await refundOf(em, id);
      if (known) {
        if (known.payment_id !== paymentId || known.amount !== String(amountNano))
          throw new DomainError('conflict', 'This id stands for another refund.');
        return { payment, state: known.state };
      }
      await mustBeLeft(em, payment, amountNano);
      await em.execute(
        `insert into payment_refunds (id, tenant_id, payment_id, amount_nano, reason, created_by)
         values (?, ?, ?, ?, ?, ?)`,
        [id, tenantId, paymentId, String(amountNano), reason ?? null, operatorId],
      );
      await em.execute('update payments set refunded_nano = refunded_nano + ? where id = ?', [
        String(amountNano),
        paymentId,
      ]);
      await bookRefund(em, payment, amountNano);
      const detail = { amountNano: String(amountNano), reason };
      const entry = {
        action: 'payment.refunded',
        targetType: 'payment',
        targetId: paymentId,
        detail,
      };
      await asOperator(tenantId, operatorId, () => this.audit.record(em, entry));
      return { payment, state: 'asked' };
    });
  }

  /** Unless somebody who asked at the same time has done so. */
  private close(
    { tenant_id: tenantId }: DbPayment,
    id: string,
    work: (em: EntityManager) => Promise<unknown>,
  ): Promise<void> {
    return this.database.transaction(async (em) => {
      await lockAccount(em, tenantId);
      if ((await refundOf(em, id))?.state === 'asked') await work(em);
    });
  }
}

async function refundOf(em: EntityManager, id: string): Promise<DbRefund | undefined> {
  const [row] = await em.execute<DbRefund[]>(
    'select payment_id, amount_nano::text as amount, state from payment_refunds where id = ?',
    [id],
  );
  return row;
}

async function mustBeLeft(
  em: EntityManager,
  { tenant_id: tenantId, state, amount, refunded }: DbPayment,
  amountNano: bigint,
): Promise<void> {
  if (state !== 'paid') throw new DomainError('conflict', `The payment is ${state}.`);
  if (BigInt(refunded) + amountNano > BigInt(amount))
    throw new DomainError('conflict', 'That is more than is left of the payment.');
  const { balance } = await walletOf(em, tenantId);
  if (BigInt(balance.nano) < amountNano)
    throw new DomainError('conflict', 'The wallet holds less than that.');
}

async function putBack(
  em: EntityManager,
  { id: paymentId, tenant_id: tenantId, currency, payment_ref: reference }: DbPayment,
  { id, amountNano }: NewRefund,
): Promise<void> {
  await em.execute(`update payment_refunds set state = 'refused' where id = ?`, [id]);
  await em.execute('update payments set refunded_nano = refunded_nano - ? where id = ?', [
    String(amountNano),
    paymentId,
  ]);
  await post(em, {
    ...{ id: newId(), tenantId, kind: 'adjustment', currency, reference: reference ?? undefined },
    entries: [
      { account: 'payments', amountNano: -amountNano },
      { account: 'wallet', amountNano },
    ],
  });
}
