import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTableModule } from '@angular/material/table';
import type { CredentialTestView, CredentialView, ProviderView } from '@renum/contracts';
import { CredentialsApi } from '../../../core/api/credentials.api';
import { PlatformCredentialsApi } from '../../../core/api/platform-credentials.api';
import { Notify } from '../../../core/notify';
import { Ago } from '../../../ui/ago/ago';
import { EmptyState } from '../../../ui/empty-state/empty-state';
import { LoadError } from '../../../ui/load-error/load-error';
import { PageHeader } from '../../../ui/page-header/page-header';
import { ProviderMark } from '../../../ui/provider-mark/provider-mark';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { CredentialDialogs } from '../../vault/credential-dialog/credential-dialogs';
import { usableFirst } from '../../vault/credential-life';
import { CredentialState } from '../../vault/credential-state/credential-state';

/** The platform's own keys: they serve tenants that have none, where their terms say so. */
@Component({
  selector: 'rn-platform-keys-page',
  imports: [
    Ago,
    CredentialState,
    EmptyState,
    LoadError,
    MatButton,
    MatIcon,
    MatTableModule,
    PageHeader,
    ProviderMark,
    Skeleton,
  ],
  providers: [
    PlatformCredentialsApi,
    { provide: CredentialsApi, useExisting: PlatformCredentialsApi },
    CredentialDialogs,
  ],
  templateUrl: './platform-keys-page.html',
  styleUrl: './platform-keys-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PlatformKeysPage {
  private readonly api = inject(PlatformCredentialsApi);
  private readonly dialogs = inject(CredentialDialogs);
  private readonly notify = inject(Notify);
  protected readonly list = this.api.all();
  protected readonly providerList = this.api.providers();
  protected readonly columns = ['name', 'hint', 'state', 'used', 'actions'];
  protected readonly tests = signal<Readonly<Record<string, CredentialTestView>>>({});
  protected readonly testing = signal<string | undefined>(undefined);
  protected readonly keys = computed(() =>
    this.list.hasValue() ? this.list.value().items.toSorted(usableFirst) : undefined,
  );
  /** Connected accounts are a tenant's affair: here are keys only. */
  private readonly providers = computed<ProviderView[]>(() => {
    const items = this.providerList.hasValue() ? this.providerList.value().items : [];
    return items.map(({ oauth2: _, ...provider }) => provider);
  });

  protected titleOf(id: string): string {
    return this.providers().find((provider) => provider.id === id)?.title ?? id;
  }

  protected async add(): Promise<void> {
    if (await this.dialogs.open({ providers: this.providers() })) this.list.reload();
  }

  protected async replace(credential: CredentialView): Promise<void> {
    const stored = await this.dialogs.open({ providers: this.providers(), credential });
    if (!stored) return;
    this.tests.update(({ [stored.id]: _old, ...others }) => others);
    this.list.reload();
  }

  protected async revoke(credential: CredentialView): Promise<void> {
    if (await this.dialogs.revoke(credential)) this.list.reload();
  }

  protected async test({ id }: CredentialView): Promise<void> {
    this.testing.set(id);
    try {
      const result = await this.api.test(id);
      this.tests.update((tests) => ({ ...tests, [id]: result }));
    } catch (error) {
      this.notify.failed(error);
    } finally {
      this.testing.set(undefined);
    }
  }
}
