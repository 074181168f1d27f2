import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatTableModule } from '@angular/material/table';
import type { InstanceView } from '@renum/contracts';
import { OperatorApi } from '../../../core/api/operator.api';
import { Paged } from '../../../core/api/paged';
import { Notify } from '../../../core/notify';
import { whileVisible } from '../../../core/polling';
import { Ago } from '../../../ui/ago/ago';
import { Chip, type ChipTone } from '../../../ui/chip/chip';
import { Confirm } from '../../../ui/confirm/confirm';
import { EmptyState } from '../../../ui/empty-state/empty-state';
import { LoadError } from '../../../ui/load-error/load-error';
import { PageHeader } from '../../../ui/page-header/page-header';
import { ShowMore } from '../../../ui/show-more/show-more';
import { Skeleton } from '../../../ui/skeleton/skeleton';

const TONES: Record<InstanceView['state'], ChipTone> = {
  starting: 'busy',
  ready: 'good',
  busy: 'busy',
  stopping: 'attention',
  gone: 'neutral',
};

/** The sandboxes that live now, of all tenants. */
@Component({
  selector: 'rn-instances-page',
  imports: [
    Ago,
    Chip,
    EmptyState,
    LoadError,
    MatButton,
    MatTableModule,
    PageHeader,
    ShowMore,
    Skeleton,
  ],
  templateUrl: './instances-page.html',
  styleUrl: './instances-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InstancesPage {
  private readonly api = inject(OperatorApi);
  private readonly notify = inject(Notify);
  private readonly confirm = inject(Confirm);
  protected readonly columns = ['tenant', 'state', 'container', 'worker', 'used', 'actions'];
  protected readonly instances = new Paged((cursor) => this.api.instances(cursor));

  constructor() {
    void this.instances.reload();
    whileVisible(5_000, () => {
      if (this.instances.items().length <= 50) void this.instances.reload();
    });
  }

  protected toneOf({ state }: InstanceView): ChipTone {
    return TONES[state];
  }

  protected async stop({ id, tenantName }: InstanceView): Promise<void> {
    const sure = await this.confirm.ask({
      heading: 'Stop this sandbox?',
      text: `Whatever ${tenantName} is doing in it ends. The files of its thread stay.`,
      action: 'Stop',
    });
    if (!sure) return;
    try {
      await this.api.stopInstance(id);
      this.notify.done('It is being stopped.');
      await this.instances.reload();
    } catch (error) {
      this.notify.failed(error);
    }
  }
}
