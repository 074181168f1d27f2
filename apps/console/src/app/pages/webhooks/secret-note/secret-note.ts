import { Clipboard } from '@angular/cdk/clipboard';
import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Notify } from '../../../core/notify';

/** A signing secret that was just made. It is shown this once; the server keeps it sealed. */
@Component({
  selector: 'rn-secret-note',
  imports: [MatButton, MatIcon, MatIconButton],
  template: `
    <mat-icon aria-hidden="true">key</mat-icon>
    <div class="words">
      <strong>Put this signing secret into {{ where() }}</strong>
      <p class="rn-muted">It is shown only now. Messages are signed as Standard Webhooks has it.</p>
      <code>{{ secret() }}</code>
    </div>
    <button matButton="tonal" type="button" (click)="copy()">Copy</button>
    <button matIconButton type="button" aria-label="Close" (click)="closed.emit()">
      <mat-icon>close</mat-icon>
    </button>
  `,
  styleUrl: './secret-note.scss',
  host: { role: 'status' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SecretNote {
  private readonly clipboard = inject(Clipboard);
  private readonly notify = inject(Notify);
  readonly secret = input.required<string>();
  /** Whose receiver it is for. */
  readonly where = input.required<string>();
  readonly closed = output();

  protected copy(): void {
    const copied = this.clipboard.copy(this.secret());
    this.notify.done(copied ? 'Copied.' : 'Select the secret and copy it by hand.');
  }
}
