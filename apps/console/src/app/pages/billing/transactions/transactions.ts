import { ChangeDetectionStrategy, Component, inject, input, type OnInit } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { MatTableModule } from '@angular/material/table';
import type { LedgerKind, MoneyView, WalletTransactionView } from '@renum/contracts';
import { Paged } from '../../../core/api/paged';
import { WalletApi } from '../../../core/api/wallet.api';
import { LEDGER_WORDS } from '../../../core/billing-words';
import { exactNano, formatNano } from '../../../core/money';
import { Ago } from '../../../ui/ago/ago';
import { LoadError } from '../../../ui/load-error/load-error';
import { ShowMore } from '../../../ui/show-more/show-more';
import { Skeleton } from '../../../ui/skeleton/skeleton';

/** Every movement of a tenant's money, newest first. */
@Component({
  selector: 'rn-transactions',
  imports: [Ago, LoadError, MatIcon, MatTableModule, ShowMore, Skeleton],
  templateUrl: './transactions.html',
  styleUrl: './transactions.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Transactions implements OnInit {
  private readonly api = inject(WalletApi);
  /** For operators; without one it is the tenant's own. */
  readonly tenantId = input<string>();
  protected readonly columns = ['what', 'wallet', 'credits', 'receivable', 'at'];
  protected readonly rows = new Paged<WalletTransactionView>((cursor) =>
    this.api.transactions(this.tenantId(), cursor),
  );
  protected readonly words = (kind: LedgerKind) => LEDGER_WORDS[kind];

  ngOnInit(): void {
    this.reload();
  }

  /** After a movement was made. */
  reload(): void {
    void this.rows.reload();
  }

  /** With its sign: what came in, and what went. */
  protected signed(money: MoneyView | undefined): string {
    if (!money) return '';
    return `${BigInt(money.nano) > 0n ? '+' : ''}${formatNano(money.nano, money.currency)}`;
  }

  protected exact(money: MoneyView | undefined): string {
    return money ? `${exactNano(money.nano)} ${money.currency}` : '';
  }
}
