import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatMenuModule } from '@angular/material/menu';
import { MatTableModule } from '@angular/material/table';
import { Router, RouterLink } from '@angular/router';
import type { ConnectionKind, ConnectionState, ConnectionView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { ConnectionsApi, type NewLink } from '../../core/api/connections.api';
import { Session } from '../../core/auth/session';
import { CONNECTION_KIND_LOOKS, CONNECTION_LOOKS, grantable } from '../../core/connection-looks';
import { Ago } from '../../ui/ago/ago';
import { Chip } from '../../ui/chip/chip';
import { EmptyState } from '../../ui/empty-state/empty-state';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { Skeleton } from '../../ui/skeleton/skeleton';
import { LinkDialog } from './link-dialog/link-dialog';
import { McpDialog } from './mcp-dialog/mcp-dialog';

/** What is revoked stays readable, below what works. */
const livingFirst = (a: ConnectionView, b: ConnectionView): number =>
  Number(a.state === 'revoked') - Number(b.state === 'revoked');

/** MCP servers, and accounts at Composio and Pipedream, whose tools agents may be granted. */
@Component({
  selector: 'rn-connections-page',
  imports: [
    Ago,
    Chip,
    EmptyState,
    LoadError,
    MatButton,
    MatIcon,
    MatMenuModule,
    MatTableModule,
    PageHeader,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './connections-page.html',
  styleUrl: './connections-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConnectionsPage {
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly list = inject(ConnectionsApi).all();
  protected readonly columns = ['name', 'state', 'tools', 'checked'];
  protected readonly kinds = CONNECTION_KIND_LOOKS;
  protected readonly connections = computed(() =>
    this.list.hasValue() ? this.list.value().items.toSorted(livingFirst) : undefined,
  );

  protected readonly lookOf = (state: ConnectionState) => CONNECTION_LOOKS[state];
  protected readonly kindOf = (kind: ConnectionKind) => CONNECTION_KIND_LOOKS[kind].label;
  protected readonly toolCount = (connection: ConnectionView) => grantable(connection).length;

  protected async addServer(): Promise<void> {
    const opened = this.dialog.open<McpDialog, undefined, ConnectionView>(McpDialog, {
      width: '520px',
      maxWidth: '94vw',
    });
    await this.goTo((await firstValueFrom(opened.afterClosed()))?.id);
  }

  protected async link(kind: NewLink['kind']): Promise<void> {
    const opened = this.dialog.open<LinkDialog, NewLink['kind'], string>(LinkDialog, {
      data: kind,
      width: '560px',
      maxWidth: '94vw',
    });
    await this.goTo(await firstValueFrom(opened.afterClosed()));
  }

  /** What is new has tools that nobody has looked at yet: that comes next. */
  private async goTo(id: string | undefined): Promise<void> {
    if (id) await this.router.navigate(['/connections', id]);
  }
}
