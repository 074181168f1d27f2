import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { BudgetFigures } from '@renum/contracts';
import { budgetState, percentOf } from '../../core/budget-words';
import { formatNano } from '../../core/money';

const FULL = 100;

/** How far a budget is used up: what is spent, what is set aside, and where alerts are raised. */
@Component({
  selector: 'rn-budget-bar',
  template: `
    <div class="spent" [style.width.%]="spent()"></div>
    <div class="reserved" [style.width.%]="reserved()"></div>
    <span class="mark" style="left: 50%"></span>
    <span class="mark" style="left: 80%"></span>
  `,
  styleUrl: './budget-bar.scss',
  host: {
    role: 'meter',
    'aria-label': 'Used up',
    'aria-valuemin': '0',
    'aria-valuemax': '100',
    '[attr.aria-valuenow]': 'spent()',
    '[attr.aria-valuetext]': 'text()',
    '[class]': 'state()',
  },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BudgetBar {
  readonly figures = input.required<BudgetFigures>();
  protected readonly state = computed(() => budgetState(this.figures()));
  protected readonly spent = computed(() => {
    const { spent, limit } = this.figures();
    return Math.min(FULL, percentOf(spent.nano, limit.nano));
  });
  protected readonly reserved = computed(() => {
    const { reserved, limit } = this.figures();
    if (BigInt(reserved.nano) === 0n) return 0;
    return Math.min(FULL - this.spent(), percentOf(reserved.nano, limit.nano));
  });
  protected readonly text = computed(() => {
    const { spent, reserved, limit } = this.figures();
    const aside = reserved.nano === '0' ? '' : `, ${formatNano(reserved.nano)} set aside`;
    return `${formatNano(spent.nano)} of ${formatNano(limit.nano)} spent${aside}`;
  });
}
