import { ChangeDetectionStrategy, Component, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { Markdown } from '../../../ui/markdown/markdown';
import type { AskItem } from '../timeline/run-timeline';

/** The agent's question; the run waits until it is answered. */
@Component({
  selector: 'rn-ask-card',
  imports: [MatButton, MatFormFieldModule, MatIcon, MatInput, Markdown],
  templateUrl: './ask-card.html',
  styleUrl: './ask-card.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AskCard {
  readonly item = input.required<AskItem>();
  /** Whether it can be answered now. */
  readonly open = input(false);
  readonly busy = input(false);
  readonly answered = output<string>();
  protected readonly text = signal('');

  protected submit(): void {
    const text = this.text().trim();
    if (text !== '' && !this.busy()) this.answered.emit(text);
  }
}
