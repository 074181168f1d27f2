import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatTableModule } from '@angular/material/table';
import type { PriceOverrideView, TenantView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { OperatorApi } from '../../../core/api/operator.api';
import { Paged } from '../../../core/api/paged';
import { PricesApi } from '../../../core/api/prices.api';
import { dayWords } from '../../../core/billing-words';
import { EmptyState } from '../../../ui/empty-state/empty-state';
import { LoadError } from '../../../ui/load-error/load-error';
import { PageHeader } from '../../../ui/page-header/page-header';
import { ShowMore } from '../../../ui/show-more/show-more';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { PriceDialog } from './price-dialog';
import { rateWords } from './rate-words';

/** What providers' models and tools cost, where that is not the public list price. */
@Component({
  selector: 'rn-prices-page',
  imports: [
    EmptyState,
    LoadError,
    MatButton,
    MatIcon,
    MatTableModule,
    PageHeader,
    ShowMore,
    Skeleton,
  ],
  templateUrl: './prices-page.html',
  styles: `
    td {
      padding-block: 10px;
    }
    strong {
      font-weight: 550;
    }
    .whose {
      display: block;
      font-size: 0.8125rem;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PricesPage {
  private readonly api = inject(PricesApi);
  private readonly operator = inject(OperatorApi);
  private readonly dialog = inject(MatDialog);
  protected readonly columns = ['target', 'rates', 'from'];
  protected readonly prices = new Paged<PriceOverrideView>((cursor) => this.api.list(cursor));
  /** Enough to choose from, and to name whose a price is. */
  protected readonly tenants = new Paged<TenantView>((cursor) => this.operator.tenants(cursor));
  protected readonly ratesOf = rateWords;
  protected readonly dayOf = dayWords;

  constructor() {
    void this.prices.reload();
    void this.tenants.reload();
  }

  protected whose({ tenantId, setBy }: PriceOverrideView): string {
    if (tenantId === undefined) return 'all tenants';
    const name = this.tenants.items().find(({ id }) => id === tenantId)?.name ?? 'one tenant';
    return setBy === 'tenant' ? `${name}, set by itself` : name;
  }

  protected async create(): Promise<void> {
    const opened = this.dialog.open<PriceDialog, readonly TenantView[], PriceOverrideView>(
      PriceDialog,
      { data: this.tenants.items(), width: '560px', maxWidth: '94vw' },
    );
    if (await firstValueFrom(opened.afterClosed())) await this.prices.reload();
  }
}
