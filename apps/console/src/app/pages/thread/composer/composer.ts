import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';

/** Where a person writes to the agent. Enter sends, Shift and Enter begins a new line. */
@Component({
  selector: 'rn-composer',
  imports: [MatIconButton, MatIcon],
  templateUrl: './composer.html',
  styleUrl: './composer.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Composer {
  readonly label = input('Message to the agent');
  readonly placeholder = input('');
  /** Why nothing can be sent now; empty when it can. */
  readonly blocked = input('');
  readonly sending = input(false);
  readonly sent = output<string>();
  protected readonly text = signal('');
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');

  constructor() {
    // The field is as high as its text, up to the limit in its style.
    afterRenderEffect(() => {
      const field = this.field().nativeElement;
      this.text();
      field.style.height = 'auto';
      field.style.height = `${field.scrollHeight}px`;
    });
  }

  /** Empties the field once the message is on its way. */
  clear(): void {
    this.text.set('');
  }

  fill(text: string): void {
    this.text.set(text);
    this.focus();
  }

  focus(): void {
    this.field().nativeElement.focus();
  }

  protected onKey(event: KeyboardEvent): void {
    // Enter also ends the composing of Korean, Japanese … characters: that one is not for us.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  protected send(): void {
    const text = this.text().trim();
    if (text === '' || this.blocked() || this.sending()) return;
    this.sent.emit(text);
  }
}
