import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type {
  BillingTermsView,
  LedgerKind,
  Page,
  WalletTransactionView,
  WalletView,
} from '@renum/contracts';
import { PlatformDatabase, type EntityManager } from '@renum/database';
import { DomainError } from '@renum/platform';
import { WalletNews } from '../wallet/wallet-news';
import { findAccount, lockAccount, termsOf, type Account } from './accounts';
import { asOperator } from './as-operator';
import { post, type Entry } from './post';
import { transactionsOf, walletOf } from './wallet-view';

export interface Movement {
  /** Chosen by the caller: the same movement told twice is made once. */
  id: string;
  amountNano: bigint;
  reference?: string;
}

export interface Grant extends Movement {
  expiresAt?: Date;
  /** Lower ones are used first. */
  priority?: number;
}

/** Where operators move a tenant's money. Each movement is in the tenant's audit log. */
@Injectable()
export class WalletDesk {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly audit: AuditService,
    @Inject(WalletNews) private readonly news: Pick<WalletNews, 'changed'>,
  ) {}

  /** @throws DomainError `not_found` */
  wallet(tenantId: string): Promise<WalletView> {
    return this.database.transaction(async (em) => {
      await lockAccount(em, tenantId);
      return walletOf(em, tenantId);
    });
  }

  /** Movements of the tenant's money, newest first. @throws DomainError `not_found` */
  transactions(
    tenantId: string,
    page: { cursor?: string; limit: number },
  ): Promise<Page<WalletTransactionView>> {
    return this.database.transaction(async (em) => {
      await lockAccount(em, tenantId);
      return transactionsOf(em, tenantId, page);
    });
  }

  /** How the tenant pays, and by which prices. @throws DomainError `not_found` */
  terms(tenantId: string): Promise<BillingTermsView> {
    return this.database.transaction(async (em) => termsOf(await lockAccount(em, tenantId)));
  }

  /** The tenant has paid in. @throws DomainError `not_found`, `conflict` */
  topUp(tenantId: string, movement: Movement, operatorId: string): Promise<WalletView> {
    const { amountNano } = movement;
    return this.move(tenantId, 'top_up', movement, operatorId, () => [
      { account: 'payments', amountNano: -amountNano },
      { account: 'wallet', amountNano },
    ]);
  }

  /** Pays back what was paid in and not used. @throws DomainError `not_found`, `conflict` */
  refund(tenantId: string, movement: Movement, operatorId: string): Promise<WalletView> {
    const { amountNano } = movement;
    return this.move(tenantId, 'refund', movement, operatorId, async (em) => {
      const { balance } = await walletOf(em, tenantId);
      if (BigInt(balance.nano) < amountNano)
        throw new DomainError('conflict', 'The wallet holds less than that.');
      return [
        { account: 'wallet', amountNano: -amountNano },
        { account: 'payments', amountNano },
      ];
    });
  }

  /** Credit that Renum gives. @throws DomainError `not_found`, `conflict` */
  grant(tenantId: string, grant: Grant, operatorId: string): Promise<WalletView> {
    const { id, amountNano, expiresAt, priority = 100, reference } = grant;
    return this.move(tenantId, 'grant', grant, operatorId, async (em) => {
      await em.execute(
        `insert into credit_grants (id, tenant_id, amount_nano, priority, expires_at, note)
         values (?, ?, ?, ?, ?, ?)`,
        [id, tenantId, String(amountNano), priority, expiresAt ?? null, reference ?? null],
      );
      return [
        { account: 'cost', amountNano: -amountNano },
        { account: 'grants', amountNano, grantId: id },
      ];
    });
  }

  /** How the tenant pays from now on. @throws DomainError `not_found` */
  async setTerms(
    tenantId: string,
    terms: Partial<Omit<BillingTermsView, 'currency'>>,
    operatorId: string,
  ): Promise<BillingTermsView> {
    const changed = await this.database.transaction(async (em) => {
      const before = await lockAccount(em, tenantId);
      const { mode, priceBook, taxName, taxBp, platformKeys } = { ...termsOf(before), ...terms };
      if (priceBook !== undefined) await mustBeBook(em, priceBook);
      await em.execute(
        `update billing_accounts set mode = ?, price_book = ?, tax_name = ?, tax_bp = ?,
           platform_keys = ?, updated_at = now() where tenant_id = ?`,
        [mode, priceBook ?? null, taxName, taxBp, platformKeys, tenantId],
      );
      await em.execute('select wallet_refresh(?)', [tenantId]);
      await this.record(em, tenantId, operatorId, 'billing.terms_changed', { ...terms });
      const after = await findAccount(em, tenantId);
      return termsOf(after ?? before);
    });
    await this.news.changed(tenantId);
    return changed;
  }

  private move(
    tenantId: string,
    kind: Extract<LedgerKind, 'top_up' | 'refund' | 'grant'>,
    movement: Movement,
    operatorId: string,
    entriesOf: (em: EntityManager, account: Account) => Entry[] | Promise<Entry[]>,
  ): Promise<WalletView> {
    const { id, amountNano, reference } = movement;
    return this.database.transaction(async (em) => {
      const account = await lockAccount(em, tenantId);
      if (!(await wasMade(em, tenantId, kind, movement))) {
        const entries = await entriesOf(em, account);
        const { currency } = account;
        await post(em, { id, tenantId, kind, currency, reference, entries });
        const detail = { amountNano: String(amountNano), reference };
        await this.record(em, tenantId, operatorId, `wallet.${kind}`, detail);
      }
      return walletOf(em, tenantId);
    });
  }

  private record(
    em: EntityManager,
    tenantId: string,
    operatorId: string,
    action: string,
    detail: Record<string, unknown>,
  ): Promise<void> {
    const entry = { action, targetType: 'tenant', targetId: tenantId, detail };
    return asOperator(tenantId, operatorId, () => this.audit.record(em, entry));
  }
}

/** Told again: the same is done already; anything else under its id is refused. */
async function wasMade(
  em: EntityManager,
  tenantId: string,
  kind: string,
  { id, amountNano }: Movement,
): Promise<boolean> {
  const [made] = await em.execute<{ tenant_id: string; kind: string; amount: string }[]>(
    `select t.tenant_id, t.kind, max(abs(e.amount_nano))::text as amount
     from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
     where t.id = ? group by t.id`,
    [id],
  );
  if (!made) return false;
  if (made.tenant_id === tenantId && made.kind === kind && made.amount === String(amountNano))
    return true;
  throw new DomainError('conflict', 'This id stands for another movement.');
}

async function mustBeBook(em: EntityManager, name: string): Promise<void> {
  const found = await em.execute('select 1 from price_books where name = ? limit 1', [name]);
  if (found.length === 0) throw new DomainError('not_found', 'There is no such price book.');
}
