import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Failure } from '../../core/problem';

/** Why a form was not taken, with what is wrong in which field. */
@Component({
  selector: 'rn-failure-note',
  template: `
    @if (failure(); as problem) {
      <div role="alert">
        <p>{{ problem.message }}</p>
        @for (field of fields(); track field[0]) {
          <p>{{ field[0] }}: {{ field[1] }}</p>
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
  /** What is wrong with a field is said once, also where the message says it already. */
  protected readonly fields = computed(() => {
    const { message = '', fields = {} } = this.failure() ?? {};
    return Object.entries(fields).filter(([, text]) => !message.includes(text));
  });
}
