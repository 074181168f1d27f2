import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { InvitationView, TenantView } from '@renum/contracts';
import { OperatorApi } from '../../../core/api/operator.api';
import { Attempt } from '../../../core/attempt';
import { FailureNote } from '../../../ui/failure-note/failure-note';

export type CreatedTenant = TenantView & { ownerInvitation: InvitationView };

/** `Ärzte & Co.` -> `arzte-co` */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .replaceAll(' ', '-')
    .slice(0, 63);

@Component({
  selector: 'rn-tenant-dialog',
  imports: [
    FailureNote,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    ReactiveFormsModule,
  ],
  templateUrl: './tenant-dialog.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TenantDialog {
  private readonly api = inject(OperatorApi);
  private readonly reference = inject(MatDialogRef<TenantDialog, CreatedTenant>);
  protected readonly attempt = new Attempt();
  protected readonly form = inject(NonNullableFormBuilder).group({
    name: ['', [Validators.required, Validators.maxLength(200)]],
    slug: ['', [Validators.required, Validators.pattern(/^[a-z0-9][a-z0-9-]{0,62}$/)]],
    ownerEmail: ['', [Validators.required, Validators.email]],
  });

  /** The short name follows the name until somebody writes one. */
  protected suggest(): void {
    const { name, slug } = this.form.controls;
    if (slug.pristine) slug.setValue(slugOf(name.value));
  }

  protected async save(): Promise<void> {
    if (this.form.invalid) {
      this.form.markAllAsTouched();
      return;
    }
    await this.attempt.make(async () => {
      this.reference.close(await this.api.createTenant(this.form.getRawValue()));
    });
  }
}
