import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import type { InvitationView } from '@renum/contracts';
import { ShownOnce } from '../shown-once/shown-once';

/** The link of a fresh invitation. The server keeps only its hash. */
@Component({
  selector: 'rn-invite-link',
  imports: [ShownOnce],
  template: `
    <rn-shown-once
      icon="mark_email_read"
      [heading]="'Send this link to ' + invitation().email"
      hint="It is shown only now, works once, and ends in a week."
      [text]="invitation().acceptUrl ?? ''"
      what="link"
      (closed)="closed.emit()"
    />
  `,
  styles: ':host { display: block; }',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InviteLink {
  readonly invitation = input.required<InvitationView>();
  readonly closed = output();
}
