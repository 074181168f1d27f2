import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { ShownOnce } from '../../../ui/shown-once/shown-once';

/** A signing secret that was just made. The server keeps it sealed. */
@Component({
  selector: 'rn-secret-note',
  imports: [ShownOnce],
  template: `
    <rn-shown-once
      icon="key"
      [heading]="'Put this signing secret into ' + where()"
      hint="It is shown only now. Messages are signed as Standard Webhooks has it."
      [text]="secret()"
      what="secret"
      (closed)="closed.emit()"
    />
  `,
  styles: ':host { display: block; }',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SecretNote {
  readonly secret = input.required<string>();
  /** Whose receiver it is for. */
  readonly where = input.required<string>();
  readonly closed = output();
}
