import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatMenuModule } from '@angular/material/menu';
import { MatTableModule } from '@angular/material/table';
import { MatTooltip } from '@angular/material/tooltip';
import type { CredentialTestView, CredentialView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { AgentsApi } from '../../core/api/agents.api';
import { CredentialsApi } from '../../core/api/credentials.api';
import { Session } from '../../core/auth/session';
import { Notify } from '../../core/notify';
import { Ago } from '../../shared/ago/ago';
import { Chip } from '../../shared/chip/chip';
import { Confirm } from '../../shared/confirm/confirm';
import { EmptyState } from '../../shared/empty-state/empty-state';
import { LoadError } from '../../shared/load-error/load-error';
import { PageHeader } from '../../shared/page-header/page-header';
import { Skeleton } from '../../shared/skeleton/skeleton';
import { CredentialDialog, type CredentialDialogData } from './credential-dialog';

type TestResult = CredentialTestView | 'running';

/** What is revoked stays readable, below what works. */
const activeFirst = (a: CredentialView, b: CredentialView): number =>
  Number(a.state === 'revoked') - Number(b.state === 'revoked');

/** The tenant's secrets: what there is and whether it works, never what it is. */
@Component({
  selector: 'rn-vault-page',
  imports: [
    Ago,
    Chip,
    EmptyState,
    LoadError,
    MatButton,
    MatIcon,
    MatIconButton,
    MatMenuModule,
    MatTableModule,
    MatTooltip,
    PageHeader,
    Skeleton,
  ],
  templateUrl: './vault-page.html',
  styleUrl: './vault-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class VaultPage {
  private readonly api = inject(CredentialsApi);
  private readonly dialog = inject(MatDialog);
  private readonly notify = inject(Notify);
  private readonly confirm = inject(Confirm);
  protected readonly session = inject(Session);
  protected readonly list = this.api.all();
  protected readonly providerList = inject(AgentsApi).providers();
  protected readonly columns = ['name', 'hint', 'state', 'used', 'actions'];
  protected readonly tests = signal<Readonly<Record<string, TestResult>>>({});
  protected readonly credentials = computed(() =>
    this.list.hasValue() ? this.list.value().items.toSorted(activeFirst) : undefined,
  );
  private readonly providers = computed(() =>
    this.providerList.hasValue() ? this.providerList.value().items : [],
  );
  private readonly titles = computed(
    () => new Map(this.providers().map(({ id, title }) => [id, title])),
  );

  protected titleOf(provider: string): string {
    return this.titles().get(provider) ?? provider;
  }

  protected add(): Promise<void> {
    return this.openDialog({ providers: this.providers() });
  }

  protected replace(credential: CredentialView): Promise<void> {
    return this.openDialog({ providers: this.providers(), credential });
  }

  protected async test({ id }: CredentialView): Promise<void> {
    this.tests.update((tests) => ({ ...tests, [id]: 'running' }));
    try {
      const result = await this.api.test(id);
      this.tests.update((tests) => ({ ...tests, [id]: result }));
    } catch (error) {
      this.tests.update(({ [id]: _failed, ...others }) => others);
      this.notify.failed(error);
    }
  }

  protected async revoke({ id, name }: CredentialView): Promise<void> {
    const sure = await this.confirm.ask({
      heading: `Revoke “${name}”?`,
      text: 'It stops working within a second, everywhere, and cannot be brought back. Runs that need it will fail.',
      action: 'Revoke',
    });
    if (!sure) return;
    try {
      await this.api.revoke(id);
      this.notify.done(`“${name}” is revoked.`);
      this.list.reload();
    } catch (error) {
      this.notify.failed(error);
    }
  }

  private async openDialog(data: CredentialDialogData): Promise<void> {
    const opened = this.dialog.open<CredentialDialog, CredentialDialogData, CredentialView>(
      CredentialDialog,
      { data, width: '480px', maxWidth: '94vw' },
    );
    const saved = await firstValueFrom(opened.afterClosed());
    if (!saved) return;
    this.tests.update(({ [saved.id]: _old, ...others }) => others);
    this.notify.done(`“${saved.name}” is stored. Nobody can read it any more, only use it.`);
    this.list.reload();
  }
}
