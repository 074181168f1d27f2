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
import { Router } from '@angular/router';
import type { RunState } from '@renum/contracts';
import { Paged } from '../../../core/api/paged';
import { RunsApi } from '../../../core/api/runs.api';
import { entriesOf } from '../../../core/entries';
import { whileVisible } from '../../../core/polling';
import { reasonTitle } from '../../../core/run-reasons';
import { RUN_STATE_LOOKS } from '../../../core/run-states';
import { EmptyState } from '../../../ui/empty-state/empty-state';
import { LoadError } from '../../../ui/load-error/load-error';
import { PageHeader } from '../../../ui/page-header/page-header';
import { ShowMore } from '../../../ui/show-more/show-more';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { RunTable } from '../../runs/run-table';

/** The runs of all tenants. */
@Component({
  selector: 'rn-operator-runs-page',
  imports: [
    EmptyState,
    LoadError,
    MatButton,
    MatFormFieldModule,
    MatSelectModule,
    PageHeader,
    RunTable,
    ShowMore,
    Skeleton,
  ],
  templateUrl: './operator-runs-page.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OperatorRunsPage {
  private readonly api = inject(RunsApi);
  private readonly router = inject(Router);
  protected readonly states = entriesOf(RUN_STATE_LOOKS);
  // From the address, so that other pages can lead to some of the runs.
  readonly state = input<RunState | undefined, string | undefined>(undefined, {
    transform: (value) => this.states.find(([state]) => state === value)?.[0],
  });
  readonly reason = input<string>();
  protected readonly why = computed(() => reasonTitle(this.reason() ?? ''));
  protected readonly runs = new Paged((cursor) =>
    this.api.listAll({ state: this.state(), reason: this.reason() }, cursor),
  );

  constructor() {
    effect(() => {
      this.state();
      this.reason();
      untracked(() => void this.runs.reload({ keep: false }));
    });
    whileVisible(5_000, () => {
      if (this.runs.items().length <= 25) void this.runs.reload();
    });
  }

  protected show(state?: RunState): void {
    void this.router.navigate([], { queryParams: { state }, replaceUrl: true });
  }
}
