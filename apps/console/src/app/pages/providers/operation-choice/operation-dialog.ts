import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import type { CustomOperation } from '@renum/contracts';
import { operationId, pathProblem, usual } from './operation-form';

export interface OperationDialogData {
  /** Absent for a new one. */
  operation?: CustomOperation;
  /** What is called stays what a file says. */
  callIsFixed: boolean;
  /** Ids of the other operations. */
  taken: readonly string[];
}

const METHODS: readonly CustomOperation['method'][] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** One operation: what it is called, what it calls, and what that means. */
@Component({
  selector: 'rn-operation-dialog',
  imports: [
    MatButton,
    MatCheckbox,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    MatSelectModule,
    ReactiveFormsModule,
  ],
  templateUrl: './operation-dialog.html',
  styleUrl: './operation-dialog.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OperationDialog {
  private readonly reference = inject(MatDialogRef<OperationDialog, CustomOperation>);
  private readonly build = inject(NonNullableFormBuilder);
  protected readonly data = inject<OperationDialogData>(MAT_DIALOG_DATA);
  protected readonly methods = METHODS;
  protected readonly form = this.build.group({
    title: [this.data.operation?.title ?? '', [Validators.required, Validators.maxLength(200)]],
    description: [this.data.operation?.description ?? '', Validators.maxLength(2000)],
    method: this.build.control<CustomOperation['method']>(this.data.operation?.method ?? 'GET'),
    path: [this.data.operation?.path ?? '', [Validators.required, pathProblem]],
    access: this.build.control<CustomOperation['access']>(this.data.operation?.access ?? 'read'),
    safeToRetry: [this.data.operation?.safeToRetry ?? true],
  });

  constructor() {
    const { method, path } = this.form.controls;
    if (this.data.callIsFixed) {
      method.disable();
      path.disable();
    }
    method.valueChanges.subscribe((chosen) => this.form.patchValue(usual(chosen)));
  }

  protected save(): void {
    if (this.form.invalid) {
      this.form.markAllAsTouched();
      return;
    }
    const { description: described, title: named, path, ...rest } = this.form.getRawValue();
    const { operation } = this.data;
    const title = named.trim();
    const description = described.trim();
    // Under its id it is granted already; another title does not change that.
    const id = operation?.id ?? operationId(title, this.data.taken);
    const input = operation && path.trim() === operation.path ? operation.input : undefined;
    this.reference.close({
      ...rest,
      id,
      title,
      path: path.trim(),
      ...(description && { description }),
      ...(input && { input }),
    });
  }
}
