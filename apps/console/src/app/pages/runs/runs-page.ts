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
import { MatSelectModule } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';
import type { RunState } from '@renum/contracts';
import { AgentsApi } from '../../core/api/agents.api';
import { Paged } from '../../core/api/paged';
import { RunsApi } from '../../core/api/runs.api';
import { entriesOf } from '../../core/entries';
import { whileVisible } from '../../core/polling';
import { reasonTitle } from '../../core/run-reasons';
import { isTerminal, RUN_STATE_LOOKS } from '../../core/run-states';
import { EmptyState } from '../../ui/empty-state/empty-state';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { ShowMore } from '../../ui/show-more/show-more';
import { Skeleton } from '../../ui/skeleton/skeleton';
import { RunTable } from './run-table';

const FIRST_PAGE = 25;

/** A state that somebody wrote by hand may be none. */
const stateOf = (value?: string): RunState | undefined =>
  (Object.keys(RUN_STATE_LOOKS) as RunState[]).find((state) => state === value);

/** Every run of the tenant, newest first, by state and agent. */
@Component({
  selector: 'rn-runs-page',
  imports: [
    EmptyState,
    LoadError,
    MatButton,
    MatFormFieldModule,
    MatSelectModule,
    PageHeader,
    RouterLink,
    RunTable,
    ShowMore,
    Skeleton,
  ],
  templateUrl: './runs-page.html',
  styleUrl: './runs-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RunsPage {
  private readonly api = inject(RunsApi);
  private readonly router = inject(Router);
  private readonly agentList = inject(AgentsApi).all();
  protected readonly agents = computed(() =>
    this.agentList.hasValue() ? this.agentList.value().items : [],
  );
  protected readonly states = entriesOf(RUN_STATE_LOOKS);
  // From the address, so that other pages can lead to some of the runs.
  readonly state = input<RunState | undefined, string | undefined>(undefined, {
    transform: stateOf,
  });
  readonly agentId = input<string>();
  readonly reason = input<string>();
  protected readonly filtered = computed(
    () => this.state() !== undefined || !!this.agentId() || !!this.reason(),
  );
  protected readonly runs = new Paged((cursor) =>
    this.api.list({ state: this.state(), agentId: this.agentId(), reason: this.reason() }, cursor),
  );

  constructor() {
    effect(() => {
      this.state();
      this.agentId();
      this.reason();
      untracked(() => void this.runs.reload({ keep: false }));
    });
    whileVisible(5_000, () => {
      const runs = this.runs.items();
      const moving = runs.some(({ state }) => !isTerminal(state));
      if (moving && runs.length <= FIRST_PAGE) void this.runs.reload();
    });
  }

  protected readonly why = computed(() => reasonTitle(this.reason() ?? ''));

  /** A reason goes with its state. */
  protected ask(change: { state?: RunState; agentId?: string; reason?: string }): void {
    void this.router.navigate([], {
      queryParams: change,
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}
