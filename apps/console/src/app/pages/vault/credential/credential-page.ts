import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import type { AuditEntryView, CredentialTestView } from '@renum/contracts';
import { CredentialsApi } from '../../../core/api/credentials.api';
import { Paged } from '../../../core/api/paged';
import { ProvidersApi } from '../../../core/api/providers.api';
import { Session } from '../../../core/auth/session';
import { Notify } from '../../../core/notify';
import { Ago } from '../../../ui/ago/ago';
import { Clock } from '../../../ui/ago/clock';
import { Chip } from '../../../ui/chip/chip';
import { LoadError } from '../../../ui/load-error/load-error';
import { ProviderMark } from '../../../ui/provider-mark/provider-mark';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { CredentialDialogs } from '../credential-dialog/credential-dialogs';
import { expiryText, isOver, KIND_WORDS, renewalOf } from '../credential-life';
import { CredentialState } from '../credential-state/credential-state';
import { accessWords } from './access-words';

/** One credential: whether it works, who put in what when, and who used it. */
@Component({
  selector: 'rn-credential-page',
  imports: [
    Ago,
    Chip,
    CredentialState,
    LoadError,
    MatButton,
    MatIcon,
    MatIconButton,
    ProviderMark,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './credential-page.html',
  styleUrl: './credential-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CredentialPage {
  private readonly api = inject(CredentialsApi);
  private readonly dialogs = inject(CredentialDialogs);
  private readonly notify = inject(Notify);
  private readonly clock = inject(Clock);
  private readonly session = inject(Session);
  readonly credentialId = input.required<string>();

  protected readonly resource = this.api.one(() => this.credentialId());
  protected readonly versions = this.api.versions(() => this.credentialId());
  private readonly providerList = inject(ProvidersApi).all();
  protected readonly credential = computed(() =>
    this.resource.hasValue() ? this.resource.value() : undefined,
  );
  protected readonly versionRows = computed(() =>
    this.versions.hasValue() ? this.versions.value().items : undefined,
  );
  private readonly providers = computed(() =>
    this.providerList.hasValue() ? this.providerList.value().items : [],
  );
  protected readonly title = computed(() => {
    const id = this.credential()?.provider ?? '';
    return this.providers().find((one) => one.id === id)?.title ?? id;
  });
  protected readonly kinds = KIND_WORDS;
  protected readonly mayUse = computed(() => this.session.atLeast('builder'));
  protected readonly mayChange = computed(
    () => this.mayUse() && this.credential()?.state === 'active',
  );
  protected readonly way = computed(() => {
    const credential = this.credential();
    return credential && renewalOf(credential);
  });
  protected readonly ready = computed(() => this.providerList.hasValue());
  protected readonly expiry = computed(
    () =>
      expiryText(this.credential()?.expiresAt, this.clock.now())?.replace('expires ', '') ??
      'never',
  );
  protected readonly renewal = computed(() => {
    const { oauth2 } = this.credential() ?? {};
    const text = expiryText(oauth2?.accessTokenExpiresAt, this.clock.now());
    if (oauth2?.needsAuthorization || text === undefined) return 'no longer renewed';
    // Nobody used it since: it is renewed when somebody does.
    return text === 'expired' ? 'renewed at its next use' : `${text}, renewed before`;
  });
  /** Replacing it brings it back to work. */
  protected readonly over = computed(() => {
    const credential = this.credential();
    return credential?.state === 'active' && isOver(credential, this.clock.now());
  });

  protected readonly access = new Paged<AuditEntryView>((cursor) =>
    this.api.access(this.credentialId(), cursor),
  );
  protected readonly entries = computed(() =>
    this.access.items().map((entry) => ({ ...accessWords(entry), id: entry.id, at: entry.at })),
  );
  protected readonly busy = signal(false);
  protected readonly tested = signal<CredentialTestView | undefined>(undefined);

  constructor() {
    effect(() => {
      this.credentialId();
      untracked(() => {
        this.tested.set(undefined);
        if (this.mayUse()) void this.access.reload({ keep: false });
      });
    });
  }

  protected async test(): Promise<void> {
    this.busy.set(true);
    this.tested.set(undefined);
    try {
      this.tested.set(await this.api.test(this.credentialId()));
      // The test itself is an access.
      void this.access.reload();
    } catch (error) {
      this.notify.failed(error);
    } finally {
      this.busy.set(false);
    }
  }

  protected async replace(): Promise<void> {
    const credential = this.credential();
    if (!credential) return;
    if (await this.dialogs.open({ providers: this.providers(), credential })) this.readAgain();
  }

  protected async revoke(): Promise<void> {
    const credential = this.credential();
    if (credential && (await this.dialogs.revoke(credential))) this.readAgain();
  }

  private readAgain(): void {
    this.tested.set(undefined);
    this.resource.reload();
    this.versions.reload();
    void this.access.reload();
  }
}
