import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatDialog } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import type { CustomOperation } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { AccessChip } from '../../../ui/access-chip/access-chip';
import { OperationChoice, type OfferedOperation } from './operation-choice.store';
import { OperationDialog, type OperationDialogData } from './operation-dialog';

/** The operations of an own provider: which are kept, and how they are called. */
@Component({
  selector: 'rn-operation-choice',
  imports: [
    AccessChip,
    MatButton,
    MatCheckbox,
    MatFormFieldModule,
    MatIcon,
    MatIconButton,
    MatInput,
  ],
  templateUrl: './operation-choice.html',
  styleUrl: './operation-choice.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OperationChoiceList {
  private readonly dialog = inject(MatDialog);
  protected readonly choice = inject(OperationChoice);
  /** Whether they come from a file; then they are chosen, otherwise they are written. */
  readonly fromFile = input(false);

  protected async edit(offered?: OfferedOperation): Promise<void> {
    const taken = this.choice
      .all()
      .map(({ operation }) => operation.id)
      .filter((id) => id !== offered?.operation.id);
    const data = { operation: offered?.operation, callIsFixed: offered?.described ?? false, taken };
    const opened = this.dialog.open<OperationDialog, OperationDialogData, CustomOperation>(
      OperationDialog,
      { data, width: '520px', maxWidth: '94vw' },
    );
    const written = await firstValueFrom(opened.afterClosed());
    if (written) this.choice.put(offered?.operation.id, written);
  }
}
