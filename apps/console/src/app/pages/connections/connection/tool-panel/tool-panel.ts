import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { ConnectionToolView } from '@renum/contracts';
import { visible } from '../../../../core/visible-text';
import { AccessChip } from '../../../../ui/access-chip/access-chip';
import { Chip, type ChipTone } from '../../../../ui/chip/chip';
import { differencesOf } from './differences';
import { parametersOf } from './parameters';

type Change = NonNullable<ConnectionToolView['change']>;

const CHANGES: Record<Change, { label: string; icon: string; tone: ChipTone }> = {
  added: { label: 'New', icon: 'add', tone: 'busy' },
  changed: { label: 'Changed', icon: 'difference', tone: 'attention' },
  removed: { label: 'Gone', icon: 'remove', tone: 'bad' },
};

/** One tool: what it says of itself, what it takes, and how it differs from what was approved. */
@Component({
  selector: 'rn-tool-panel',
  imports: [AccessChip, Chip, MatIcon],
  templateUrl: './tool-panel.html',
  styleUrl: './tool-panel.scss',
  host: { '[class]': 'tool().change ?? ""' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ToolPanel {
  readonly tool = input.required<ConnectionToolView>();
  /** Beside nothing that was approved, all are new and saying so at each says nothing. */
  readonly marksChanges = input(true);
  protected readonly expanded = signal(false);
  protected readonly name = computed(() => visible(this.tool().name));
  protected readonly title = computed(() => visible(this.tool().title ?? ''));
  protected readonly description = computed(() => visible(this.tool().description));
  protected readonly parameters = computed(() => parametersOf(this.tool().inputSchema));
  protected readonly raw = computed(() =>
    visible(JSON.stringify(this.tool().inputSchema, null, 2)),
  );
  protected readonly mark = computed(() => {
    const { change } = this.tool();
    return change && this.marksChanges() ? CHANGES[change] : undefined;
  });
  protected readonly differences = computed(() => differencesOf(this.tool()));
}
