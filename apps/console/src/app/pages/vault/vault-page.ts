import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenuModule } from '@angular/material/menu';
import { MatTableModule } from '@angular/material/table';
import { Router, RouterLink } from '@angular/router';
import type { CredentialTestView, CredentialView } from '@renum/contracts';
import { CredentialsApi } from '../../core/api/credentials.api';
import { ProvidersApi } from '../../core/api/providers.api';
import { Session } from '../../core/auth/session';
import { Notify } from '../../core/notify';
import { Ago } from '../../ui/ago/ago';
import { Clock } from '../../ui/ago/clock';
import { EmptyState } from '../../ui/empty-state/empty-state';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { ProviderMark } from '../../ui/provider-mark/provider-mark';
import { Skeleton } from '../../ui/skeleton/skeleton';
import { failedWords } from './connect-words';
import { CredentialDialogs } from './credential-dialog/credential-dialogs';
import { expiryText, renewalOf, usableFirst } from './credential-life';
import { CredentialState } from './credential-state/credential-state';
import { Rotation } from './rotation/rotation';

type TestResult = CredentialTestView | 'running';

/** The tenant's secrets: what there is and whether it works, never what it is. */
@Component({
  selector: 'rn-vault-page',
  imports: [
    Ago,
    CredentialState,
    EmptyState,
    LoadError,
    MatButton,
    MatIcon,
    MatIconButton,
    MatMenuModule,
    MatTableModule,
    PageHeader,
    ProviderMark,
    Rotation,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './vault-page.html',
  styleUrl: './vault-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class VaultPage {
  private readonly api = inject(CredentialsApi);
  private readonly dialogs = inject(CredentialDialogs);
  private readonly notify = inject(Notify);
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  protected readonly session = inject(Session);
  /** The way back from a provider says what came of it. */
  readonly connected = input<string>();
  readonly failed = input<string>();

  protected readonly list = this.api.all();
  protected readonly providerList = inject(ProvidersApi).all();
  protected readonly columns = ['name', 'hint', 'state', 'expires', 'used', 'actions'];
  protected readonly tests = signal<Readonly<Record<string, TestResult>>>({});
  protected readonly credentials = computed(() =>
    this.list.hasValue() ? this.list.value().items.toSorted(usableFirst) : undefined,
  );
  private readonly providers = computed(() =>
    this.providerList.hasValue() ? this.providerList.value().items : [],
  );
  private readonly titles = computed(
    () => new Map(this.providers().map(({ id, title }) => [id, title])),
  );
  protected readonly connectedOne = computed(() =>
    this.credentials()?.find(({ id }) => id === this.connected()),
  );
  protected readonly failure = computed(() => {
    const reason = this.failed();
    return reason === undefined ? undefined : failedWords(reason);
  });

  protected readonly renewalOf = renewalOf;

  protected titleOf(provider: string): string {
    return this.titles().get(provider) ?? provider;
  }

  protected expiryOf({ expiresAt }: CredentialView): string {
    return expiryText(expiresAt, this.clock.now())?.replace('expires ', '') ?? 'never';
  }

  protected async add(): Promise<void> {
    const stored = await this.dialogs.open({ providers: this.providers() });
    if (stored) this.list.reload();
  }

  protected async replace(credential: CredentialView): Promise<void> {
    const stored = await this.dialogs.open({ providers: this.providers(), credential });
    if (!stored) return;
    this.tests.update(({ [stored.id]: _old, ...others }) => others);
    this.list.reload();
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

  protected async revoke(credential: CredentialView): Promise<void> {
    if (await this.dialogs.revoke(credential)) this.list.reload();
  }

  /** Takes the news out of the address, so that a reload does not tell them again. */
  protected forgetNews(): void {
    void this.router.navigate([], { queryParams: {}, replaceUrl: true });
  }
}
