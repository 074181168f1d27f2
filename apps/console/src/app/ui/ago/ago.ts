import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { formatAgo } from '../../core/time';
import { Clock } from './clock';

const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** A moment as people say it; the exact one on demand. */
@Component({
  selector: 'rn-ago',
  template: `<time [attr.datetime]="at()" [title]="title()">{{ text() }}</time>`,
  styles: `
    time {
      white-space: nowrap;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Ago {
  private readonly clock = inject(Clock);
  readonly at = input.required<string>();
  protected readonly text = computed(() => formatAgo(this.at(), this.clock.now()));
  protected readonly title = computed(() => exact.format(new Date(this.at())));
}
