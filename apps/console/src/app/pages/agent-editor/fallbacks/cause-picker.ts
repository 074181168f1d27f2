import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { type ControlValueAccessor, NgControl } from '@angular/forms';
import { MatCheckbox } from '@angular/material/checkbox';
import { FALLBACK_CAUSES, type FallbackCause } from '@renum/contracts';
import { CAUSES } from './fallback-words';

/** For which failures of a model the next one takes over, as one form field. */
@Component({
  selector: 'rn-cause-picker',
  imports: [MatCheckbox],
  template: `
    @for (cause of causes; track cause) {
      <mat-checkbox
        [checked]="chosen().includes(cause)"
        [disabled]="disabled()"
        (change)="set(cause, $event.checked)"
        >{{ words[cause].label }} <small>{{ words[cause].hint }}</small></mat-checkbox
      >
    }
    @if (chosen().length === 0) {
      <p role="alert">Choose at least one.</p>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 4px;
      margin-left: -10px;
    }
    small {
      display: block;
      margin-top: -2px;
      color: var(--mat-sys-on-surface-variant);
    }
    p {
      margin-left: 10px;
      color: var(--mat-sys-error);
      font-size: 0.8125rem;
    }
  `,
  host: { role: 'group', 'aria-label': 'Fall back when' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CausePicker implements ControlValueAccessor {
  protected readonly causes = FALLBACK_CAUSES;
  protected readonly words = CAUSES;
  protected readonly chosen = signal<readonly FallbackCause[]>([]);
  protected readonly disabled = signal(false);
  private changed: (causes: FallbackCause[]) => void = () => undefined;

  constructor() {
    const control = inject(NgControl, { optional: true, self: true });
    if (control) control.valueAccessor = this;
  }

  writeValue(causes: FallbackCause[] | null): void {
    this.chosen.set(causes ?? []);
  }

  registerOnChange(changed: (causes: FallbackCause[]) => void): void {
    this.changed = changed;
  }

  registerOnTouched(): void {
    // It says by itself what is wrong in it.
  }

  setDisabledState(disabled: boolean): void {
    this.disabled.set(disabled);
  }

  protected set(cause: FallbackCause, on: boolean): void {
    const chosen = this.causes.filter((one) => (one === cause ? on : this.chosen().includes(one)));
    this.chosen.set(chosen);
    this.changed(chosen);
  }
}
