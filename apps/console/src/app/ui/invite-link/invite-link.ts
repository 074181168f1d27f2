import { Clipboard } from '@angular/cdk/clipboard';
import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import type { InvitationView } from '@renum/contracts';
import { Notify } from '../../core/notify';

/** The link of a fresh invitation. It is shown this once; the server keeps only its hash. */
@Component({
  selector: 'rn-invite-link',
  imports: [MatButton, MatIcon, MatIconButton],
  template: `
    <mat-icon aria-hidden="true">mark_email_read</mat-icon>
    <div class="words">
      <strong>Send this link to {{ invitation().email }}</strong>
      <p class="rn-muted">It is shown only now, works once, and ends in a week.</p>
      <code>{{ invitation().acceptUrl }}</code>
    </div>
    <button matButton="tonal" type="button" (click)="copy()">Copy</button>
    <button matIconButton type="button" aria-label="Close" (click)="closed.emit()">
      <mat-icon>close</mat-icon>
    </button>
  `,
  styleUrl: './invite-link.scss',
  host: { role: 'status' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InviteLink {
  private readonly clipboard = inject(Clipboard);
  private readonly notify = inject(Notify);
  readonly invitation = input.required<InvitationView>();
  readonly closed = output();

  protected copy(): void {
    const copied = this.clipboard.copy(this.invitation().acceptUrl ?? '');
    this.notify.done(copied ? 'Copied.' : 'Select the link and copy it by hand.');
  }
}
