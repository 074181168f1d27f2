import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { WalletApi } from '../../../core/api/wallet.api';
import { MODE_WORDS } from '../../../core/billing-words';
import { Chip } from '../../../ui/chip/chip';
import { Figures } from '../../../ui/figures/figures';
import { LoadError } from '../../../ui/load-error/load-error';
import { PageHeader } from '../../../ui/page-header/page-header';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { PaymentNews } from '../payment-news/payment-news';
import { Transactions } from '../transactions/transactions';
import { Grants } from './grants';
import { PayDialog } from './pay-dialog';
import { walletFigures } from './wallet-figures';

/** What the tenant has paid in, was granted and owes. */
@Component({
  selector: 'rn-wallet-page',
  imports: [
    Chip,
    Figures,
    Grants,
    LoadError,
    MatButton,
    MatIcon,
    PageHeader,
    PaymentNews,
    Skeleton,
    Transactions,
  ],
  templateUrl: './wallet-page.html',
  styleUrl: './wallet-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WalletPage {
  private readonly dialog = inject(MatDialog);
  /** The payment that the person comes back from. */
  readonly payment = input<string>();
  private readonly transactions = viewChild(Transactions);
  protected readonly wallet = inject(WalletApi).one(() => undefined);
  protected readonly view = computed(() =>
    this.wallet.hasValue() ? this.wallet.value() : undefined,
  );
  protected readonly figures = computed(() => {
    const view = this.view();
    return view ? walletFigures(view) : [];
  });
  protected readonly modes = MODE_WORDS;

  /** A payment has come. */
  protected refresh(): void {
    this.wallet.reload();
    this.transactions()?.reload();
  }

  protected pay(): void {
    this.dialog.open(PayDialog, { width: '420px', maxWidth: '94vw' });
  }
}
