import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { CheckoutView, Page, PaymentProviderName, PaymentView } from '@renum/contracts';
import { PlatformDatabase, TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError, tenantContext } from '@renum/platform';
import { notesOf } from '../invoices/credit-notes';
import { findInvoice } from '../invoices/invoice-rows';
import { lockAccount } from '../ledger/accounts';
import { minorOf, mustHaveCents } from './minor-units';
import {
  findPayment,
  listPayments,
  paymentOf,
  paymentViewOf,
  type DbPayment,
} from './payment-rows';
import { PAYMENT_PROVIDER, type CheckoutOrder, type PaymentProvider } from './provider';

/** What the payer is to do, and where its browser comes back to. */
export interface NewPayment {
  /** Chosen by the caller: sent again, it is still one payment. */
  id: string;
  doneUrl: string;
  backUrl: string;
}

type Order = Pick<CheckoutOrder, 'purpose' | 'amountNano' | 'currency' | 'title'> & {
  invoiceId?: string;
};

/** Payments of the tenant of the open context, on pages of the payment provider. */
@Injectable()
export class PaymentsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly platform: PlatformDatabase,
    private readonly audit: AuditService,
    @Inject(PAYMENT_PROVIDER) private readonly provider: PaymentProvider | null,
  ) {}

  /** Who takes them; nothing where payments are not set up. */
  get providerName(): PaymentProviderName | undefined {
    return this.provider?.name;
  }

  list(page: { cursor?: string; limit: number }): Promise<Page<PaymentView>> {
    const { tenantId } = tenantContext.current();
    return this.database.transaction((em) => listPayments(em, tenantId, page));
  }

  /** @throws DomainError `not_found` */
  get(id: string): Promise<PaymentView> {
    return this.database.transaction(async (em) => paymentViewOf(await paymentOf(em, id)));
  }

  /**
   * A page to pay at; the wallet is filled once the provider says that the money is there.
   * @throws DomainError `payments_unavailable`, `conflict`, `upstream_unreachable`
   */
  topUp(payment: NewPayment & { amountNano: bigint }): Promise<CheckoutView> {
    const { amountNano } = payment;
    return this.begin(payment, (_em, { mode, currency }) => {
      if (mode !== 'prepaid')
        throw new DomainError('conflict', 'There is no wallet to top up: you pay by invoice.');
      return { purpose: 'top_up', amountNano, currency, title: 'Credit for your wallet' };
    });
  }

  /** What is still to be paid of an invoice. @throws as `topUp`, and `not_found` */
  payInvoice(payment: NewPayment & { invoiceId: string }): Promise<CheckoutView> {
    const { invoiceId } = payment;
    return this.begin(payment, async (em) => {
      const { tenantId } = tenantContext.current();
      const invoice = await findInvoice(em, invoiceId, { numbered: true });
      if (invoice.tenant_id !== tenantId)
        throw new DomainError('not_found', 'There is nothing here under this id.');
      const { number, state, total, currency } = invoice;
      if (state !== 'issued') throw new DomainError('conflict', `The invoice is ${state}.`);
      const amountNano = BigInt(total) - (await notesOf(em, invoiceId)).totalNano;
      if (amountNano <= 0n) throw new DomainError('conflict', 'There is nothing left to pay.');
      return { purpose: 'invoice', invoiceId, amountNano, currency, title: `Invoice ${number}` };
    });
  }

  /** On file before the provider hears of it: what it tells of unknown payments is refused. */
  private async begin(
    { id, doneUrl, backUrl }: NewPayment,
    orderOf: (
      em: EntityManager,
      account: { mode: string; currency: string },
    ) => Order | Promise<Order>,
  ): Promise<CheckoutView> {
    const provider = this.mustBeThere();
    const { tenantId } = tenantContext.current();
    const order = await this.platform.transaction(async (em) => {
      const account = await lockAccount(em, tenantId);
      const wanted = await orderOf(em, account);
      mustHaveCents(wanted.currency);
      minorOf(wanted.amountNano);
      const known = await findPayment(em, id);
      if (known) mustBeSame(known, tenantId, wanted);
      else await this.store(em, id, wanted, provider.name);
      return wanted;
    });
    const page = await provider.checkout({ ...order, id, tenantId, doneUrl, backUrl });
    await this.platform.transaction(async (em) => {
      await lockAccount(em, tenantId);
      await em.execute(
        'update payments set checkout_ref = coalesce(checkout_ref, ?) where id = ?',
        [page.ref, id],
      );
    });
    return { id, url: page.url, expiresAt: page.expiresAt.toISOString() };
  }

  private async store(
    em: EntityManager,
    id: string,
    { purpose, invoiceId, amountNano, currency }: Order,
    provider: PaymentProviderName,
  ): Promise<void> {
    const { tenantId, actor } = tenantContext.current();
    const userId = actor.type === 'user' ? actor.id : undefined;
    await em.execute(
      `insert into payments (id, tenant_id, provider, purpose, invoice_id, amount_nano, currency,
         created_by) values (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        ...[id, tenantId, provider, purpose, invoiceId ?? null],
        ...[String(amountNano), currency, userId ?? null],
      ],
    );
    const detail = { purpose, invoiceId, amountNano: String(amountNano), currency };
    await this.audit.record(em, {
      ...{ action: 'payment.started', targetType: 'payment', targetId: id },
      detail,
    });
  }

  private mustBeThere(): PaymentProvider {
    if (this.provider) return this.provider;
    throw new DomainError(
      'payments_unavailable',
      'Payments are not set up here: STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET are missing.',
    );
  }
}

function mustBeSame(
  known: DbPayment,
  tenantId: string,
  { purpose, invoiceId, amountNano }: Order,
): void {
  const same =
    known.tenant_id === tenantId &&
    known.purpose === purpose &&
    known.invoice_id === (invoiceId ?? null) &&
    known.amount === String(amountNano);
  if (!same) throw new DomainError('conflict', 'This id stands for another payment.');
  if (known.state !== 'open')
    throw new DomainError('conflict', `The payment is ${known.state}. Begin a new one.`);
}
