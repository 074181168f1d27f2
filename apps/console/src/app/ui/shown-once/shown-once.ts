import { Clipboard } from '@angular/cdk/clipboard';
import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Notify } from '../../core/notify';

/** A text that was just made and is shown this once, to be copied. */
@Component({
  selector: 'rn-shown-once',
  imports: [MatButton, MatIcon, MatIconButton],
  template: `
    <mat-icon aria-hidden="true">{{ icon() }}</mat-icon>
    <div class="words">
      <strong>{{ heading() }}</strong>
      <p class="rn-muted">{{ hint() }}</p>
      <code>{{ text() }}</code>
    </div>
    <button matButton="tonal" type="button" (click)="copy()">Copy</button>
    <button matIconButton type="button" aria-label="Close" (click)="closed.emit()">
      <mat-icon>close</mat-icon>
    </button>
  `,
  styleUrl: './shown-once.scss',
  host: { role: 'status' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShownOnce {
  private readonly clipboard = inject(Clipboard);
  private readonly notify = inject(Notify);
  readonly icon = input.required<string>();
  readonly heading = input.required<string>();
  readonly hint = input.required<string>();
  readonly text = input.required<string>();
  /** What the text is: `link`, `secret`. */
  readonly what = input.required<string>();
  readonly closed = output();

  protected copy(): void {
    const copied = this.clipboard.copy(this.text());
    this.notify.done(copied ? 'Copied.' : `Select the ${this.what()} and copy it by hand.`);
  }
}
