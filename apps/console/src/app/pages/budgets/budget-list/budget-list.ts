import { ChangeDetectionStrategy, Component, input, model, output } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenuModule } from '@angular/material/menu';
import type { BudgetFigures } from '@renum/contracts';
import type { BudgetPlace } from '../../../core/api/budgets.api';
import {
  BUDGET_STATE_LOOKS,
  budgetState,
  percentOf,
  PERIOD_WORDS,
} from '../../../core/budget-words';
import { BudgetBar } from '../../../ui/budget-bar/budget-bar';
import { Chip } from '../../../ui/chip/chip';
import { MoneyPipe } from '../../../ui/pipes';
import { BurnDown } from '../burn-down/burn-down';

/** A budget with the name that people know it by. */
export interface NamedBudget<T extends BudgetFigures = BudgetFigures> {
  id: string;
  name: string;
  icon: string;
  budget: T;
}

/** Budgets with how far they are used up; one at a time opens and shows its burn-down. */
@Component({
  selector: 'rn-budget-list',
  imports: [BudgetBar, BurnDown, Chip, MatIcon, MatIconButton, MatMenuModule, MoneyPipe],
  templateUrl: './budget-list.html',
  styleUrl: './budget-list.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BudgetList<T extends BudgetFigures> {
  readonly place = input.required<BudgetPlace>();
  readonly rows = input.required<readonly NamedBudget<T>[]>();
  readonly mayChange = input(false);
  /** The id of the open one. */
  readonly open = model<string>();
  readonly edit = output<NamedBudget<T>>();
  readonly remove = output<NamedBudget<T>>();

  protected readonly periods = PERIOD_WORDS;
  protected readonly looks = BUDGET_STATE_LOOKS;
  protected readonly stateOf = budgetState;
  protected readonly percentOf = ({ spent, limit }: BudgetFigures) =>
    Math.floor(percentOf(spent.nano, limit.nano));

  protected toggle(id: string): void {
    this.open.set(this.open() === id ? undefined : id);
  }
}
