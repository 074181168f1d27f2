import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  resource,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenuModule } from '@angular/material/menu';
import { Router, RouterLink } from '@angular/router';
import { AgentsApi } from '../../../core/api/agents.api';
import { CredentialsApi } from '../../../core/api/credentials.api';
import { ProvidersApi } from '../../../core/api/providers.api';
import { Session } from '../../../core/auth/session';
import { Notify } from '../../../core/notify';
import { categoryLabel, rateText } from '../../../core/provider-words';
import { Chip } from '../../../ui/chip/chip';
import { Confirm } from '../../../ui/confirm/confirm';
import { LoadError } from '../../../ui/load-error/load-error';
import { ProviderMark } from '../../../ui/provider-mark/provider-mark';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { CredentialDialogs } from '../../vault/credential-dialog/credential-dialogs';
import { usableFirst } from '../../vault/credential-life';
import { CredentialState } from '../../vault/credential-state/credential-state';
import { OperationTable } from '../operation-table/operation-table';

/** One provider: where its key may go, what can be called, and whose keys there are. */
@Component({
  selector: 'rn-provider-page',
  imports: [
    Chip,
    CredentialState,
    LoadError,
    MatButton,
    MatIcon,
    MatIconButton,
    MatMenuModule,
    OperationTable,
    ProviderMark,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './provider-page.html',
  styleUrl: './provider-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProviderPage {
  private readonly api = inject(ProvidersApi);
  private readonly dialogs = inject(CredentialDialogs);
  private readonly confirm = inject(Confirm);
  private readonly notify = inject(Notify);
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  readonly providerId = input.required<string>();

  protected readonly resource = this.api.one(() => this.providerId());
  protected readonly credentialList = inject(CredentialsApi).all();
  private readonly agentList = inject(AgentsApi).all();
  protected readonly provider = computed(() =>
    this.resource.hasValue() ? this.resource.value() : undefined,
  );
  /** What the tenant itself said of its own API. */
  private readonly described = resource({
    params: () => (this.provider()?.custom ? this.providerId() : undefined),
    loader: ({ params }) => this.api.custom(params),
  });
  protected readonly mayEdit = computed(() => this.session.atLeast('builder'));
  protected readonly category = computed(() => categoryLabel(this.provider()?.category ?? ''));
  protected readonly baseUrl = computed(() =>
    this.described.hasValue() ? this.described.value().baseUrl : undefined,
  );
  /** Where a tenant named no documentation, the API's own address stands in for it. */
  protected readonly docs = computed(() => {
    const url = this.provider()?.docsUrl;
    return url === this.baseUrl() ? undefined : url;
  });
  protected readonly limits = computed(() => this.provider()?.rateLimits.map(rateText) ?? []);
  protected readonly credentials = computed(() =>
    this.credentialList.hasValue()
      ? this.credentialList
          .value()
          .items.filter(({ provider }) => provider === this.providerId())
          .toSorted(usableFirst)
      : undefined,
  );
  protected readonly agents = computed(() =>
    this.agentList.hasValue() ? this.agentList.value().items : [],
  );

  protected async addKey(): Promise<void> {
    const provider = this.provider();
    if (!provider) return;
    const stored = await this.dialogs.open({ providers: [provider], provider: provider.id });
    if (stored) this.credentialList.reload();
  }

  protected async archive(): Promise<void> {
    const provider = this.provider();
    if (!provider) return;
    const sure = await this.confirm.ask({
      heading: `Archive “${provider.title}”?`,
      text: 'Agents can call it no longer, within a second and for good. What they called before stays readable.',
      action: 'Archive',
    });
    if (!sure) return;
    try {
      await this.api.archive(provider.id);
      this.notify.done(`“${provider.title}” is archived.`);
      await this.router.navigateByUrl('/providers');
    } catch (error) {
      this.notify.failed(error);
    }
  }
}
