import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenuModule } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { AgentsApi } from '../../core/api/agents.api';
import { Paged } from '../../core/api/paged';
import { ThreadsApi } from '../../core/api/threads.api';
import { Session } from '../../core/auth/session';
import { NewThread } from '../../core/new-thread';
import { whileVisible } from '../../core/polling';
import { isTerminal } from '../../core/run-states';
import { Ago } from '../../ui/ago/ago';
import { RunStateChip } from '../../ui/chip/chip';
import { EmptyState } from '../../ui/empty-state/empty-state';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { ShowMore } from '../../ui/show-more/show-more';
import { Skeleton } from '../../ui/skeleton/skeleton';

/** All conversations of the tenant, newest first. */
@Component({
  selector: 'rn-threads-page',
  imports: [
    Ago,
    EmptyState,
    LoadError,
    MatButton,
    MatIcon,
    MatMenuModule,
    PageHeader,
    RouterLink,
    RunStateChip,
    ShowMore,
    Skeleton,
  ],
  templateUrl: './threads-page.html',
  styleUrl: './threads-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ThreadsPage {
  private readonly api = inject(ThreadsApi);
  protected readonly session = inject(Session);
  protected readonly newThread = inject(NewThread);
  private readonly agentList = inject(AgentsApi).all();
  protected readonly agents = computed(() =>
    this.agentList.hasValue() ? this.agentList.value().items : [],
  );
  protected readonly threads = new Paged((cursor) => this.api.list(cursor));

  constructor() {
    void this.threads.reload();
    whileVisible(5_000, () => {
      const moving = this.threads
        .items()
        .some(({ lastRun }) => lastRun && !isTerminal(lastRun.state));
      // Later pages are old: only the first one moves.
      if (moving && this.threads.items().length <= 30) void this.threads.reload();
    });
  }
}
