import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import type { UsageBucket } from '@renum/contracts';
import { type Days, type RangeAsk, type RangeName, RANGES, STEPS } from './range';

/** Which time is shown, and in which steps. */
@Component({
  selector: 'rn-range-fields',
  imports: [MatFormFieldModule, MatInput, MatSelectModule],
  templateUrl: './range-fields.html',
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 10px;
    }
    mat-form-field {
      width: var(--rn-field-width, 170px);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RangeFields {
  readonly range = input.required<RangeName>();
  readonly days = input.required<Days>();
  readonly step = input.required<UsageBucket>();
  readonly steps = input.required<readonly UsageBucket[]>();
  readonly asked = output<RangeAsk>();
  protected readonly ranges = RANGES;
  protected readonly stepNames = STEPS;

  /** Other days begin with those that are shown. */
  protected within(value: RangeName): void {
    this.asked.emit(
      value === 'custom'
        ? { within: value, ...this.days() }
        : { within: value, from: undefined, to: undefined },
    );
  }

  protected day(name: keyof Days, value: string): void {
    if (!value) return;
    const days = { ...this.days(), [name]: value };
    if (days.from <= days.to) this.asked.emit(days);
    else this.asked.emit({ from: value, to: value });
  }
}
