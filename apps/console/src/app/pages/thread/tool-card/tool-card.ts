import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  input,
  linkedSignal,
  viewChild,
} from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { MatProgressSpinner } from '@angular/material/progress-spinner';
import { lookOf } from '../../../core/tools';
import { DurationPipe } from '../../../ui/pipes';
import type { ToolItem } from '../timeline/run-timeline';
import { bodyOf, plainOutput, summaryOf } from './tool-view';

const STATE_WORDS: Record<ToolItem['state'], string> = {
  running: 'running',
  done: 'done',
  failed: 'failed',
  lost: 'interrupted',
};

/** What people want to see without a click. */
const SHOWN_AT_ONCE = new Set(['create_file', 'web_search', 'execute_command']);

/** One tool call: what it was for, how it goes, and all of it on demand. */
@Component({
  selector: 'rn-tool-card',
  imports: [MatIcon, MatProgressSpinner, DurationPipe],
  templateUrl: './tool-card.html',
  styleUrl: './tool-card.scss',
  host: { '[class]': 'item().state' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ToolCard {
  readonly item = input.required<ToolItem>();
  /** A person must approve its call before it goes on. */
  readonly waiting = input(false);
  protected readonly look = computed(() => lookOf(this.item().name));
  protected readonly summary = computed(() => summaryOf(this.item()));
  protected readonly body = computed(() => bodyOf(this.item()));
  protected readonly output = computed(() => plainOutput(this.item().output));
  protected readonly stateWord = computed(() =>
    this.waiting() ? 'waits for approval' : STATE_WORDS[this.item().state],
  );
  private readonly name = computed(() => this.item().name);
  protected readonly expanded = linkedSignal(() => SHOWN_AT_ONCE.has(this.name()));
  private readonly screen = viewChild<ElementRef<HTMLElement>>('screen');

  constructor() {
    // A terminal shows its last lines.
    afterRenderEffect(() => {
      const screen = this.screen()?.nativeElement;
      if (screen && this.output()) screen.scrollTop = screen.scrollHeight;
    });
  }
}
