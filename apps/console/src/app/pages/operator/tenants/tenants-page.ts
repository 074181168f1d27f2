import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatTableModule } from '@angular/material/table';
import { RouterLink } from '@angular/router';
import type { InvitationView, TenantView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { OperatorApi } from '../../../core/api/operator.api';
import { Paged } from '../../../core/api/paged';
import { Notify } from '../../../core/notify';
import { Ago } from '../../../ui/ago/ago';
import { Chip } from '../../../ui/chip/chip';
import { Confirm } from '../../../ui/confirm/confirm';
import { InviteLink } from '../../../ui/invite-link/invite-link';
import { LoadError } from '../../../ui/load-error/load-error';
import { PageHeader } from '../../../ui/page-header/page-header';
import { ShowMore } from '../../../ui/show-more/show-more';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { TenantDialog, type CreatedTenant } from './tenant-dialog';

/** All tenants of the platform. */
@Component({
  selector: 'rn-tenants-page',
  imports: [
    Ago,
    Chip,
    InviteLink,
    LoadError,
    MatButton,
    MatIcon,
    MatTableModule,
    PageHeader,
    RouterLink,
    ShowMore,
    Skeleton,
  ],
  templateUrl: './tenants-page.html',
  styleUrl: './tenants-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TenantsPage {
  private readonly api = inject(OperatorApi);
  private readonly dialog = inject(MatDialog);
  private readonly notify = inject(Notify);
  private readonly confirm = inject(Confirm);
  protected readonly columns = ['name', 'state', 'members', 'agents', 'created', 'actions'];
  protected readonly tenants = new Paged((cursor) => this.api.tenants(cursor));
  protected readonly fresh = signal<InvitationView | undefined>(undefined);

  constructor() {
    void this.tenants.reload();
  }

  protected async create(): Promise<void> {
    const opened = this.dialog.open<TenantDialog, undefined, CreatedTenant>(TenantDialog, {
      width: '460px',
      maxWidth: '94vw',
    });
    const created = await firstValueFrom(opened.afterClosed());
    if (!created) return;
    this.fresh.set(created.ownerInvitation);
    await this.tenants.reload();
  }

  protected async suspend(tenant: TenantView): Promise<void> {
    const sure = await this.confirm.ask({
      heading: `Suspend ${tenant.name}?`,
      text: 'Its members can do nothing and its agents stop working until it is activated again.',
      action: 'Suspend',
    });
    if (sure) await this.setState(tenant, 'suspended');
  }

  protected async setState({ id }: TenantView, state: TenantView['state']): Promise<void> {
    try {
      const changed = await this.api.setTenantState(id, state);
      this.tenants.update((rows) => rows.map((row) => (row.id === id ? changed : row)));
    } catch (error) {
      this.notify.failed(error);
    }
  }
}
