import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** Grey shapes in the form of what is being loaded. */
@Component({
  selector: 'rn-skeleton',
  template: `
    <span class="cdk-visually-hidden" role="status">Loading …</span>
    @for (index of indices(); track index) {
      <div class="shape" [style.height.px]="height()"></div>
    }
  `,
  styleUrl: './skeleton.scss',
  host: { '[class.grid]': 'grid()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Skeleton {
  readonly count = input(4);
  readonly height = input(56);
  readonly grid = input(false);
  protected readonly indices = computed(() => Array.from({ length: this.count() }, (_, i) => i));
}
