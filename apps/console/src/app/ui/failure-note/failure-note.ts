import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { Failure } from '../../core/problem';

/** Why a form was not taken, with what is wrong in which field. */
@Component({
  selector: 'rn-failure-note',
  template: `
    @if (failure(); as problem) {
      <div role="alert">
        <p>{{ problem.message }}</p>
        @for (fault of problem.faults; track fault) {
          <p>{{ fault }}</p>
        }
      </div>
    }
  `,
  styles: `
    div {
      padding: 10px 14px;
      border-radius: 10px;
      background: var(--mat-sys-error-container);
      color: var(--mat-sys-on-error-container);
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FailureNote {
  readonly failure = input<Failure>();
}
