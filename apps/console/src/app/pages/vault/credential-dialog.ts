import { KeyValuePipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import type { CredentialView, ProviderView } from '@renum/contracts';
import { CredentialsApi } from '../../core/api/credentials.api';
import { failureOf, type Failure } from '../../core/problem';

export interface CredentialDialogData {
  providers: readonly ProviderView[];
  /** The credential whose secret is replaced; without it a new one is made. */
  credential?: CredentialView;
}

/** Takes a secret and seals it before it leaves the page. */
@Component({
  selector: 'rn-credential-dialog',
  imports: [
    KeyValuePipe,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatIcon,
    MatInput,
    MatSelectModule,
    ReactiveFormsModule,
  ],
  templateUrl: './credential-dialog.html',
  styleUrl: './credential-dialog.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CredentialDialog {
  private readonly api = inject(CredentialsApi);
  private readonly reference = inject(MatDialogRef<CredentialDialog, CredentialView>);
  protected readonly data = inject<CredentialDialogData>(MAT_DIALOG_DATA);
  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly form = inject(NonNullableFormBuilder).group({
    provider: [this.data.credential?.provider ?? '', Validators.required],
    name: [this.data.credential?.name ?? '', [Validators.required, Validators.maxLength(200)]],
    secret: ['', Validators.required],
    baseUrl: [this.data.credential?.baseUrl ?? ''],
  });
  private readonly chosen = toSignal(this.form.controls.provider.valueChanges, {
    initialValue: this.form.controls.provider.value,
  });
  protected readonly provider = computed(() =>
    this.data.providers.find(({ id }) => id === this.chosen()),
  );

  protected async save(): Promise<void> {
    if (this.form.invalid || this.busy()) {
      this.form.markAllAsTouched();
      return;
    }
    this.busy.set(true);
    this.failure.set(undefined);
    try {
      this.reference.close(await this.send());
    } catch (error) {
      this.failure.set(failureOf(error));
    } finally {
      this.busy.set(false);
    }
  }

  private send(): Promise<CredentialView> {
    const { provider, name, secret, baseUrl } = this.form.getRawValue();
    const address = this.provider()?.needsBaseUrl ? baseUrl.trim() || undefined : undefined;
    // A key that was copied with its line end is the most common mistake.
    const value = secret.trim();
    const { credential } = this.data;
    if (credential) return this.api.replace(credential.id, value, address);
    return this.api.create({ provider, name, secret: value, ...(address && { baseUrl: address }) });
  }
}
