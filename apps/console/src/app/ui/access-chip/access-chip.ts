import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { Chip } from '../chip/chip';

/** Whether a call only looks or also changes something. */
@Component({
  selector: 'rn-access-chip',
  imports: [Chip],
  template: `
    @if (access() === 'read') {
      <rn-chip icon="visibility">Reads</rn-chip>
    } @else {
      <rn-chip tone="attention" icon="edit">Writes</rn-chip>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AccessChip {
  readonly access = input.required<'read' | 'write'>();
}
