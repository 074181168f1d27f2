import { Injectable } from '@nestjs/common';
import type { Page, WalletStateView, WalletTransactionView, WalletView } from '@renum/contracts';
import { TenantDatabase } from '@renum/database';
import { tenantContext } from '@renum/platform';
import { findAccount } from './accounts';
import { suspensionOf, transactionsOf, walletOf } from './wallet-view';

/** What the tenant of the open context has, owes and has moved. */
@Injectable()
export class WalletService {
  constructor(private readonly database: TenantDatabase) {}

  get(): Promise<WalletView> {
    const { tenantId } = tenantContext.current();
    return this.database.transaction((em) => walletOf(em, tenantId));
  }

  /** Whether calls are refused because nothing is left. */
  state(): Promise<WalletStateView> {
    const { tenantId } = tenantContext.current();
    return this.database.transaction(async (em) => {
      const account = await findAccount(em, tenantId);
      return { suspended: suspensionOf(account) };
    });
  }

  /** Newest first. */
  transactions(page: { cursor?: string; limit: number }): Promise<Page<WalletTransactionView>> {
    const { tenantId } = tenantContext.current();
    return this.database.transaction((em) => transactionsOf(em, tenantId, page));
  }
}
