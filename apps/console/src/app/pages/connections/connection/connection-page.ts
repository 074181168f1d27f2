import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  signal,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import type { ConnectionToolView, ConnectionView } from '@renum/contracts';
import { ConnectionsApi } from '../../../core/api/connections.api';
import { CredentialsApi } from '../../../core/api/credentials.api';
import { Session } from '../../../core/auth/session';
import {
  CONNECTION_KIND_LOOKS,
  CONNECTION_LOOKS,
  hindranceOf,
} from '../../../core/connection-looks';
import { Notify } from '../../../core/notify';
import { PageTitle } from '../../../core/page-title';
import { failureOf } from '../../../core/problem';
import { Ago } from '../../../ui/ago/ago';
import { Chip } from '../../../ui/chip/chip';
import { Confirm } from '../../../ui/confirm/confirm';
import { LoadError } from '../../../ui/load-error/load-error';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { changeWords } from './change-words';
import { ToolPanel } from './tool-panel/tool-panel';

type Deed = 'refresh' | 'approve' | 'revoke';

/** What differs from the approved list comes first. */
const changedFirst = (a: ConnectionToolView, b: ConnectionToolView): number =>
  Number(b.change !== undefined) - Number(a.change !== undefined);

/** One connection: its tools, what of them is approved, and its end. */
@Component({
  selector: 'rn-connection-page',
  imports: [
    Ago,
    Chip,
    LoadError,
    MatButton,
    MatIcon,
    MatIconButton,
    RouterLink,
    Skeleton,
    ToolPanel,
  ],
  templateUrl: './connection-page.html',
  styleUrl: './connection-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConnectionPage {
  private readonly api = inject(ConnectionsApi);
  private readonly notify = inject(Notify);
  private readonly confirm = inject(Confirm);
  private readonly session = inject(Session);
  readonly connectionId = input.required<string>();

  protected readonly resource = this.api.one(this.connectionId);
  private readonly credentialList = inject(CredentialsApi).all();
  protected readonly kinds = CONNECTION_KIND_LOOKS;
  protected readonly busy = signal<Deed | undefined>(undefined);
  protected readonly connection = computed(() =>
    this.resource.hasValue() ? this.resource.value() : undefined,
  );
  protected readonly look = computed(() => CONNECTION_LOOKS[this.connection()?.state ?? 'pending']);
  protected readonly mayEdit = computed(
    () => this.session.atLeast('builder') && this.connection()?.state !== 'revoked',
  );
  protected readonly hindrance = computed(() => {
    const connection = this.connection();
    return connection ? hindranceOf(connection) : '';
  });
  protected readonly tools = computed(() => this.connection()?.tools.toSorted(changedFirst) ?? []);
  protected readonly changes = computed(() => changeWords(this.tools()));
  protected readonly approvedBefore = computed(() => this.connection()?.approvedAt !== undefined);
  protected readonly toApprove = computed(() => {
    const { state, offeredHash } = this.connection() ?? {};
    return offeredHash !== undefined && state !== 'revoked' && this.changes() !== '';
  });
  protected readonly key = computed(() => {
    const id = this.connection()?.credentialId;
    const all = this.credentialList.hasValue() ? this.credentialList.value().items : [];
    return id === undefined ? undefined : all.find((one) => one.id === id);
  });

  constructor() {
    const title = inject(PageTitle);
    effect(() => {
      const name = this.connection()?.name;
      if (name) title.set(`${name} · Renum`);
    });
  }

  protected refresh(): Promise<void> {
    return this.during('refresh', async ({ id }) => {
      const fresh = await this.api.refresh(id);
      this.resource.set(fresh);
      this.notify.done(
        fresh.state === 'unreachable' ? 'It did not answer.' : 'Its tools were read again.',
      );
    });
  }

  protected approve(): Promise<void> {
    return this.during('approve', async ({ id, offeredHash }) => {
      if (offeredHash === undefined) return;
      try {
        this.resource.set(await this.api.approve(id, offeredHash));
        this.notify.done('Approved. Agents that were granted its tools may call them now.');
      } catch (error) {
        // They changed between the look and the click: show those, and let the person look again.
        if (failureOf(error).code === 'conflict') this.resource.reload();
        throw error;
      }
    });
  }

  protected async revoke(): Promise<void> {
    const sure = await this.confirm.ask({
      heading: `Revoke “${this.connection()?.name ?? ''}”?`,
      text: 'All calls to it are refused from now on, everywhere, and it cannot be brought back. Its key stays in the vault.',
      action: 'Revoke',
    });
    if (!sure) return;
    await this.during('revoke', async ({ id }) => {
      this.resource.set(await this.api.revoke(id));
      this.notify.done('Revoked.');
    });
  }

  private async during(
    deed: Deed,
    work: (connection: ConnectionView) => Promise<void>,
  ): Promise<void> {
    const connection = this.connection();
    if (!connection || this.busy()) return;
    this.busy.set(deed);
    try {
      await work(connection);
    } catch (error) {
      this.notify.failed(error);
    } finally {
      this.busy.set(undefined);
    }
  }
}
