import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatTableModule } from '@angular/material/table';
import type { ProviderOperationView } from '@renum/contracts';
import { priceText } from '../../../core/provider-words';
import { AccessChip } from '../../../ui/access-chip/access-chip';

/** From so many on people search. */
const MANY = 12;
const STEP = 50;

/** All that can be called at a provider. */
@Component({
  selector: 'rn-operation-table',
  imports: [AccessChip, MatButton, MatFormFieldModule, MatIcon, MatInput, MatTableModule],
  templateUrl: './operation-table.html',
  styleUrl: './operation-table.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OperationTable {
  readonly operations = input.required<readonly ProviderOperationView[]>();
  protected readonly columns = computed(() => [
    'title',
    'call',
    'access',
    'retry',
    // Models are paid by their tokens, and many APIs not by the call.
    ...(this.operations().some(({ meter }) => meter) ? ['price'] : []),
  ]);
  protected readonly search = signal('');
  private readonly limit = signal(STEP);
  protected readonly searchable = computed(() => this.operations().length > MANY);
  private readonly found = computed(() => {
    const wanted = this.search().trim().toLowerCase();
    return this.operations().filter(({ id, title, method, path }) =>
      `${id} ${title} ${method} ${path}`.toLowerCase().includes(wanted),
    );
  });
  protected readonly rows = computed(() => this.found().slice(0, this.limit()));
  protected readonly hidden = computed(() => this.found().length - this.rows().length);
  protected readonly priceOf = priceText;

  protected more(): void {
    this.limit.update((limit) => limit + STEP);
  }
}
