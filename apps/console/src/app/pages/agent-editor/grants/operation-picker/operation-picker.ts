import { ChangeDetectionStrategy, Component, computed, input, model, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { AccessChip } from '../../../../ui/access-chip/access-chip';
import type { Choice, Noun } from '../grant-words';

/** Chooses some of many operations or tools. */
@Component({
  selector: 'rn-operation-picker',
  imports: [AccessChip, MatButton, MatCheckbox, MatFormFieldModule, MatIcon, MatInput],
  templateUrl: './operation-picker.html',
  styleUrl: './operation-picker.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OperationPicker {
  readonly choices = input.required<readonly Choice[]>();
  readonly noun = input<Noun>('operation');
  readonly disabled = input(false);
  readonly chosen = model.required<readonly string[]>();

  protected readonly search = signal('');
  /** Chosen once, and no longer there: kept in sight, so that they can be taken away. */
  private readonly gone = computed(() => {
    const known = new Set(this.choices().map(({ id }) => id));
    return this.chosen().filter((id) => !known.has(id));
  });
  protected readonly lost = computed(() => new Set(this.gone()));
  protected readonly shown = computed(() => {
    const wanted = this.search().trim().toLowerCase();
    const lost = this.gone().map((id): Choice => ({ id, title: id, access: 'write' }));
    return [...lost, ...this.choices()].filter(({ id, title, method = '', path = '' }) =>
      `${title} ${id} ${method} ${path}`.toLowerCase().includes(wanted),
    );
  });

  protected set(id: string, on: boolean): void {
    this.replace((chosen) => (on ? [...chosen, id] : chosen.filter((one) => one !== id)));
  }

  /** All that are in sight now, beside those that were chosen. */
  protected all(): void {
    const lost = this.lost();
    const shown = this.shown().filter(({ id }) => !lost.has(id));
    this.replace((chosen) => [...new Set([...chosen, ...shown.map(({ id }) => id)])]);
  }

  protected none(): void {
    this.replace(() => []);
  }

  /** In the order of the list: two ways to the same choice are the same version of the agent. */
  private replace(change: (chosen: readonly string[]) => string[]): void {
    const next = new Set(change(this.chosen()));
    const order = [...this.gone(), ...this.choices().map(({ id }) => id)];
    this.chosen.set(order.filter((id) => next.has(id)));
  }
}
