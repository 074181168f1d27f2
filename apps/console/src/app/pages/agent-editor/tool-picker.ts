import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { type ControlValueAccessor, NgControl } from '@angular/forms';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatIcon } from '@angular/material/icon';
import type { ToolName } from '@renum/contracts';
import { ALL_TOOLS, TOOL_LOOKS } from '../../core/tools';

/** Which tools the agent may use, as one form field. */
@Component({
  selector: 'rn-tool-picker',
  imports: [MatCheckbox, MatIcon],
  template: `
    @for (tool of tools; track tool) {
      <mat-checkbox
        [checked]="chosen().includes(tool)"
        [disabled]="disabled()"
        (change)="set(tool, $event.checked)"
      >
        <span class="tool">
          <mat-icon aria-hidden="true">{{ looks[tool].icon }}</mat-icon>
          <span>
            <strong>{{ looks[tool].title }}</strong>
            <small>{{ looks[tool].hint }}</small>
          </span>
        </span>
      </mat-checkbox>
    }
  `,
  styleUrl: './tool-picker.scss',
  host: { role: 'group', 'aria-label': 'Tools' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ToolPicker implements ControlValueAccessor {
  protected readonly tools = ALL_TOOLS;
  protected readonly looks = TOOL_LOOKS;
  protected readonly chosen = signal<readonly ToolName[]>([]);
  protected readonly disabled = signal(false);
  private changed: (tools: ToolName[]) => void = () => undefined;

  constructor() {
    const control = inject(NgControl, { optional: true, self: true });
    if (control) control.valueAccessor = this;
  }

  writeValue(tools: ToolName[] | null): void {
    this.chosen.set(tools ?? []);
  }

  registerOnChange(changed: (tools: ToolName[]) => void): void {
    this.changed = changed;
  }

  registerOnTouched(): void {
    // There is nothing to say about a group of checkboxes that was left as it was.
  }

  setDisabledState(disabled: boolean): void {
    this.disabled.set(disabled);
  }

  protected set(tool: ToolName, on: boolean): void {
    const chosen = this.tools.filter((one) => (one === tool ? on : this.chosen().includes(one)));
    this.chosen.set(chosen);
    this.changed(chosen);
  }
}
