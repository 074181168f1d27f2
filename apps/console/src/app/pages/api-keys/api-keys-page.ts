import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatTableModule } from '@angular/material/table';
import type { ApiKeyView, NewApiKeyView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { ApiKeysApi } from '../../core/api/api-keys.api';
import { dayWords } from '../../core/billing-words';
import { Notify } from '../../core/notify';
import { Ago } from '../../ui/ago/ago';
import { Chip } from '../../ui/chip/chip';
import { Confirm } from '../../ui/confirm/confirm';
import { EmptyState } from '../../ui/empty-state/empty-state';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { Skeleton } from '../../ui/skeleton/skeleton';
import { KeyDialog } from './key-dialog/key-dialog';
import { opensWords } from './key-words';
import { NewKey } from './new-key/new-key';

/** Keys of the tenant's own programs. */
@Component({
  selector: 'rn-api-keys-page',
  imports: [
    Ago,
    Chip,
    EmptyState,
    LoadError,
    MatButton,
    MatIcon,
    MatIconButton,
    MatTableModule,
    NewKey,
    PageHeader,
    Skeleton,
  ],
  templateUrl: './api-keys-page.html',
  styleUrl: './api-keys-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ApiKeysPage {
  private readonly api = inject(ApiKeysApi);
  private readonly dialog = inject(MatDialog);
  private readonly confirm = inject(Confirm);
  private readonly notify = inject(Notify);
  protected readonly list = this.api.all();
  protected readonly keys = computed(() =>
    this.list.hasValue() ? this.list.value().items : undefined,
  );
  protected readonly fresh = signal<NewApiKeyView | undefined>(undefined);
  protected readonly columns = ['name', 'opens', 'expires', 'used', 'actions'];
  protected readonly opensOf = opensWords;
  protected readonly dayOf = dayWords;

  protected async create(): Promise<void> {
    const opened = this.dialog.open<KeyDialog, undefined, NewApiKeyView>(KeyDialog, {
      width: '520px',
      maxWidth: '94vw',
    });
    const made = await firstValueFrom(opened.afterClosed());
    if (!made) return;
    this.fresh.set(made);
    this.list.reload();
  }

  protected async revoke({ id, name }: ApiKeyView): Promise<void> {
    const sure = await this.confirm.ask({
      heading: `Revoke “${name}”?`,
      text: 'Programs that use it are refused at once, everywhere. It cannot be brought back.',
      action: 'Revoke',
    });
    if (!sure) return;
    try {
      await this.api.revoke(id);
      if (this.fresh()?.id === id) this.fresh.set(undefined);
      this.notify.done(`“${name}” is revoked.`);
      this.list.reload();
    } catch (error) {
      this.notify.failed(error);
    }
  }
}
