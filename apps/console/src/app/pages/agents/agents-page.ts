import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { RouterLink } from '@angular/router';
import { AgentsApi } from '../../core/api/agents.api';
import { Session } from '../../core/auth/session';
import { NewThread } from '../../core/new-thread';
import { lookOf } from '../../core/tools';
import { Ago } from '../../ui/ago/ago';
import { EmptyState } from '../../ui/empty-state/empty-state';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { Skeleton } from '../../ui/skeleton/skeleton';

/** The tenant's agents as cards. */
@Component({
  selector: 'rn-agents-page',
  imports: [
    Ago,
    EmptyState,
    LoadError,
    MatButton,
    MatIcon,
    MatTooltip,
    PageHeader,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './agents-page.html',
  styleUrl: './agents-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AgentsPage {
  protected readonly session = inject(Session);
  protected readonly newThread = inject(NewThread);
  protected readonly list = inject(AgentsApi).all();
  protected readonly agents = computed(() =>
    this.list.hasValue() ? this.list.value().items : undefined,
  );
  protected readonly lookOf = lookOf;
}
