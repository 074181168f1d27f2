import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  resource,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import type { ConnectionAppView, ConnectionLinkView } from '@renum/contracts';
import { ConnectionsApi, type NewLink } from '../../../core/api/connections.api';
import { CredentialsApi } from '../../../core/api/credentials.api';
import { Attempt } from '../../../core/attempt';
import { CONNECTION_KIND_LOOKS } from '../../../core/connection-looks';
import { isWebAddress } from '../../../core/web-address';
import { FailureNote } from '../../../ui/failure-note/failure-note';
import { LoadError } from '../../../ui/load-error/load-error';
import { Skeleton } from '../../../ui/skeleton/skeleton';

const TYPING_MS = 250;

/** Only pages are opened: a provider's answer must not become a script. */
const pageOf = ({ url }: ConnectionLinkView): string | undefined =>
  isWebAddress(url) ? url : undefined;

/** Links an account of an app at Composio or Pipedream: choose the key, the app, then sign in there. */
@Component({
  selector: 'rn-link-dialog',
  imports: [
    FailureNote,
    LoadError,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatIcon,
    MatInput,
    MatSelectModule,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './link-dialog.html',
  styleUrl: './link-dialog.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LinkDialog {
  private readonly api = inject(ConnectionsApi);
  private readonly reference = inject(MatDialogRef<LinkDialog, string>);
  private readonly credentialList = inject(CredentialsApi).all();
  protected readonly kind = inject<NewLink['kind']>(MAT_DIALOG_DATA);
  protected readonly title = CONNECTION_KIND_LOOKS[this.kind].label;

  protected readonly credentials = computed(() =>
    this.credentialList.hasValue()
      ? this.credentialList
          .value()
          .items.filter(({ provider, state }) => provider === this.kind && state === 'active')
      : undefined,
  );
  private readonly picked = signal<string | undefined>(undefined);
  protected readonly credentialId = computed(() => this.picked() ?? this.credentials()?.[0]?.id);
  protected readonly search = signal('');
  protected readonly app = signal<ConnectionAppView | undefined>(undefined);
  protected readonly name = signal('');
  protected readonly attempt = new Attempt();
  protected readonly linked = signal<ConnectionLinkView | undefined>(undefined);
  protected readonly page = computed(() => {
    const linked = this.linked();
    return linked && pageOf(linked);
  });

  protected readonly apps = resource({
    params: () => {
      const credentialId = this.credentialId();
      return credentialId === undefined ? undefined : { search: this.search(), credentialId };
    },
    loader: async ({ params, abortSignal }) => {
      // A person types on; only what stands still is looked for.
      await new Promise((resolve) => setTimeout(resolve, TYPING_MS));
      if (abortSignal.aborted) return [];
      return this.api.apps(
        { kind: this.kind, credentialId: params.credentialId },
        params.search.trim(),
      );
    },
  });

  protected pick(credentialId: string): void {
    this.picked.set(credentialId);
  }

  protected choose(app: ConnectionAppView): void {
    this.app.set(app);
    this.name.set(app.name);
    this.attempt.forget();
  }

  protected async link(): Promise<void> {
    const [app, credentialId, name] = [this.app(), this.credentialId(), this.name().trim()];
    if (!app || !credentialId || name === '') return;
    await this.attempt.make(async () => {
      this.linked.set(await this.api.link({ kind: this.kind, app: app.app, name, credentialId }));
    });
  }

  protected async done(): Promise<void> {
    const { connectionId } = this.linked() ?? {};
    if (connectionId === undefined) return;
    await this.attempt.make(async () => {
      try {
        await this.api.refresh(connectionId);
      } catch (error) {
        // Its own page says what is wrong, and can ask again.
        console.warn('The new connection could not be read yet', error);
      }
      this.reference.close(connectionId);
    });
  }
}
