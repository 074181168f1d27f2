import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  untracked,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatSelectModule } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';
import { AgentsApi } from '../../core/api/agents.api';
import { ConnectionsApi } from '../../core/api/connections.api';
import { Paged } from '../../core/api/paged';
import { RequestsApi } from '../../core/api/requests.api';
import { EmptyState } from '../../ui/empty-state/empty-state';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { ProviderSearch } from '../../ui/provider-search/provider-search';
import { ShowMore } from '../../ui/show-more/show-more';
import { Skeleton } from '../../ui/skeleton/skeleton';
import {
  DECISIONS,
  filterOf,
  RANGES,
  type RequestQuestion,
  STATUS_CLASSES,
} from './request-filters';
import { RequestTable } from './request-table/request-table';

/** Every decision of the data plane: what was called, what was refused and why. */
@Component({
  selector: 'rn-requests-page',
  imports: [
    EmptyState,
    LoadError,
    MatButton,
    MatFormFieldModule,
    MatIcon,
    MatSelectModule,
    PageHeader,
    ProviderSearch,
    RequestTable,
    RouterLink,
    ShowMore,
    Skeleton,
  ],
  templateUrl: './requests-page.html',
  styleUrl: './requests-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RequestsPage {
  private readonly api = inject(RequestsApi);
  private readonly router = inject(Router);
  private readonly agentsApi = inject(AgentsApi);
  private readonly agentList = this.agentsApi.all();
  private readonly providerList = this.agentsApi.providers();
  private readonly connectionList = inject(ConnectionsApi).all();
  // From the address, so that a filtered log can be linked to and survives a reload.
  readonly agentId = input<string>();
  readonly apiKeyId = input<string>();
  readonly runId = input<string>();
  readonly provider = input<string>();
  readonly decision = input<string>();
  readonly status = input<string>();
  readonly within = input<string>();

  protected readonly decisions = DECISIONS;
  protected readonly statusClasses = STATUS_CLASSES;
  protected readonly ranges = RANGES;
  protected readonly agents = computed(() =>
    this.agentList.hasValue() ? this.agentList.value().items : [],
  );
  protected readonly providers = computed(() =>
    this.providerList.hasValue() ? this.providerList.value().items : [],
  );
  protected readonly connections = computed(() =>
    this.connectionList.hasValue() ? this.connectionList.value().items : [],
  );
  private readonly question = computed<RequestQuestion>(() => ({
    agentId: this.agentId(),
    apiKeyId: this.apiKeyId(),
    runId: this.runId(),
    provider: this.provider(),
    decision: this.decision(),
    status: this.status(),
    within: this.within(),
  }));
  protected readonly filtered = computed(() => Object.values(this.question()).some(Boolean));
  protected readonly requests = new Paged((cursor) =>
    this.api.list(filterOf(this.question(), this.asked), cursor),
  );
  /** One moment for all pages of a question: a start that moves would shift them. */
  private asked = Date.now();

  constructor() {
    effect(() => {
      this.question();
      untracked(() => this.read());
    });
  }

  protected read({ keep = false } = {}): void {
    this.asked = Date.now();
    void this.requests.reload({ keep });
  }

  protected ask(change: RequestQuestion): void {
    void this.router.navigate([], {
      queryParams: change,
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected clear(): void {
    void this.router.navigate([], { queryParams: {}, replaceUrl: true });
  }
}
