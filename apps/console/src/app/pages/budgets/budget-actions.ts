import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { BudgetFigures } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { BudgetsApi, type BudgetPlace } from '../../core/api/budgets.api';
import { Notify } from '../../core/notify';
import { Confirm } from '../../ui/confirm/confirm';
import { LimitDialog, type LimitDialogData } from './budget-dialog/limit-dialog';
import type { NamedBudget } from './budget-list/budget-list';

/** What people do to a budget that is there, of a tenant or of the platform. */
@Injectable({ providedIn: 'root' })
export class BudgetActions {
  private readonly api = inject(BudgetsApi);
  private readonly dialog = inject(MatDialog);
  private readonly confirm = inject(Confirm);
  private readonly notify = inject(Notify);

  /** Whether the limit was changed. */
  async changeLimit(place: BudgetPlace, row: NamedBudget<BudgetFigures>): Promise<boolean> {
    const opened = this.dialog.open<LimitDialog, LimitDialogData, true>(LimitDialog, {
      data: { place, id: row.id, name: row.name, limitNano: row.budget.limit.nano },
      width: '420px',
      maxWidth: '94vw',
    });
    return (await firstValueFrom(opened.afterClosed())) === true;
  }

  /** Whether it was deleted. */
  async remove(place: BudgetPlace, { id, name }: NamedBudget<BudgetFigures>): Promise<boolean> {
    const sure = await this.confirm.ask({
      heading: `Delete the budget of ${name}?`,
      text: 'Nothing stops this spending any more, but for other budgets that cover it. Its alerts are deleted too.',
      action: 'Delete',
    });
    if (!sure) return false;
    try {
      await this.api.remove(place, id);
      return true;
    } catch (error) {
      this.notify.failed(error);
      return false;
    }
  }
}
