import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenuModule } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import type { BillingTermsView } from '@renum/contracts';
import { OperatorApi } from '../../../core/api/operator.api';
import { WalletApi, type MovementKind } from '../../../core/api/wallet.api';
import { MODE_WORDS, percentWords } from '../../../core/billing-words';
import { entriesOf } from '../../../core/entries';
import { PageTitle } from '../../../core/page-title';
import { Chip } from '../../../ui/chip/chip';
import { Figures } from '../../../ui/figures/figures';
import { LoadError } from '../../../ui/load-error/load-error';
import { PageHeader } from '../../../ui/page-header/page-header';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { Transactions } from '../../billing/transactions/transactions';
import { Grants } from '../../billing/wallet/grants';
import { walletFigures } from '../../billing/wallet/wallet-figures';
import { MOVEMENT_LOOKS } from './movement-looks';
import { TenantBudgets } from './tenant-budgets';
import { TenantDialogs } from './tenant-dialogs';
import { TenantInvoices } from './tenant-invoices';

/** One tenant as operators see it: how it pays, what it has, its invoices and budgets. */
@Component({
  selector: 'rn-tenant-page',
  imports: [
    Chip,
    Figures,
    Grants,
    LoadError,
    MatButton,
    MatIcon,
    MatMenuModule,
    PageHeader,
    RouterLink,
    Skeleton,
    TenantBudgets,
    TenantInvoices,
    Transactions,
  ],
  templateUrl: './tenant-page.html',
  styleUrl: './tenant-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TenantPage {
  private readonly api = inject(WalletApi);
  private readonly dialogs = inject(TenantDialogs);
  readonly tenantId = input.required<string>();
  private readonly transactions = viewChild(Transactions);

  protected readonly tenant = inject(OperatorApi).tenant(this.tenantId);
  protected readonly wallet = this.api.one(this.tenantId);
  protected readonly terms = this.api.terms(this.tenantId);
  protected readonly movements = entriesOf(MOVEMENT_LOOKS);
  protected readonly modes = MODE_WORDS;
  protected readonly percent = percentWords;
  protected readonly name = computed(() =>
    this.tenant.hasValue() ? this.tenant.value().name : 'Tenant',
  );
  protected readonly since = computed(() =>
    this.tenant.hasValue() ? this.tenant.value().createdAt : undefined,
  );
  protected readonly held = computed(() =>
    this.wallet.hasValue() ? this.wallet.value() : undefined,
  );
  protected readonly agreed = computed(() =>
    this.terms.hasValue() ? this.terms.value() : undefined,
  );
  protected readonly figures = computed(() => {
    const held = this.held();
    return held ? walletFigures(held) : [];
  });

  constructor() {
    const title = inject(PageTitle);
    effect(() => title.set(`${this.name()} · Renum`));
  }

  protected async move(kind: MovementKind): Promise<void> {
    const after = await this.dialogs.move(this.tenantId(), kind);
    if (!after) return;
    this.wallet.set(after);
    this.transactions()?.reload();
  }

  protected async rerate(): Promise<void> {
    const since = this.since();
    if (!since || !(await this.dialogs.rerate({ tenantId: this.tenantId(), since }))) return;
    this.wallet.reload();
    this.transactions()?.reload();
  }

  protected async change(terms: BillingTermsView): Promise<void> {
    const after = await this.dialogs.terms(this.tenantId(), terms);
    if (!after) return;
    this.terms.set(after);
    this.wallet.reload();
  }
}
