import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Paged } from '../../core/api/paged';

/** Reads a list's next page, as long as there is one. */
@Component({
  selector: 'rn-show-more',
  imports: [MatButton],
  template: `
    @if (list().hasMore()) {
      <button
        matButton="outlined"
        type="button"
        [disabled]="list().loading()"
        (click)="list().more()"
      >
        Show more
      </button>
    }
  `,
  styles: `
    :host {
      display: contents;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShowMore {
  readonly list = input.required<Paged<unknown>>();
}
