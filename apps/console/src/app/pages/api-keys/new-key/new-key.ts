import { Clipboard } from '@angular/cdk/clipboard';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DOCUMENT,
  inject,
  input,
  output,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTabsModule } from '@angular/material/tabs';
import type { NewApiKeyView } from '@renum/contracts';
import { Notify } from '../../../core/notify';
import { snippetsFor } from './snippets';

/** A fresh key. It is shown this once; the server keeps only its hash. */
@Component({
  selector: 'rn-new-key',
  imports: [MatButton, MatIcon, MatIconButton, MatTabsModule],
  template: `
    <div class="head">
      <mat-icon aria-hidden="true">key</mat-icon>
      <div class="words">
        <strong>Take the key of “{{ apiKey().name }}” now</strong>
        <p class="rn-muted">It is shown only this once. Who has it can do what it opens.</p>
      </div>
      <button matIconButton type="button" aria-label="Close" (click)="closed.emit()">
        <mat-icon>close</mat-icon>
      </button>
    </div>
    <div class="secret">
      <code>{{ apiKey().key }}</code>
      <button matButton="filled" type="button" (click)="copy(apiKey().key, 'The key')">
        <mat-icon>content_copy</mat-icon>Copy
      </button>
    </div>
    <mat-tab-group animationDuration="0ms">
      @for (snippet of snippets(); track snippet.label) {
        <mat-tab [label]="snippet.label">
          <div class="snippet">
            <pre><code>{{ snippet.code }}</code></pre>
            <button
              matIconButton
              type="button"
              [attr.aria-label]="'Copy the code for ' + snippet.label"
              (click)="copy(snippet.code, 'The code')"
            >
              <mat-icon>content_copy</mat-icon>
            </button>
          </div>
        </mat-tab>
      }
    </mat-tab-group>
  `,
  styleUrl: './new-key.scss',
  host: { class: 'rn-panel', role: 'region', 'aria-label': 'The new key' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NewKey {
  private readonly clipboard = inject(Clipboard);
  private readonly notify = inject(Notify);
  private readonly origin = inject(DOCUMENT).location.origin;
  readonly apiKey = input.required<NewApiKeyView>();
  readonly closed = output();
  protected readonly snippets = computed(() => snippetsFor(this.apiKey(), this.origin));

  protected copy(text: string, what: string): void {
    const copied = this.clipboard.copy(text);
    this.notify.done(copied ? `${what} is copied.` : 'Select it and copy it by hand.');
  }
}
