import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { RunState } from '@renum/contracts';
import { RUN_STATE_LOOKS } from '../../core/run-states';

export type ChipTone = 'neutral' | 'busy' | 'attention' | 'good' | 'bad';

/** A state in a word, with a shape as well as a colour to tell it by. */
@Component({
  selector: 'rn-chip',
  imports: [MatIcon],
  template: `
    @if (icon()) {
      <mat-icon aria-hidden="true" [class.turning]="turning()">{{ icon() }}</mat-icon>
    }
    <span><ng-content /></span>
  `,
  styleUrl: './chip.scss',
  host: { '[class]': 'tone()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Chip {
  readonly tone = input<ChipTone>('neutral');
  readonly icon = input('');
  readonly turning = input(false);
}

/** The state of a run. */
@Component({
  selector: 'rn-run-state',
  imports: [Chip],
  template: `<rn-chip [tone]="look().tone" [icon]="look().icon" [turning]="state() === 'running'">{{
    look().label
  }}</rn-chip>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RunStateChip {
  readonly state = input.required<RunState>();
  protected readonly look = computed(() => RUN_STATE_LOOKS[this.state()]);
}
