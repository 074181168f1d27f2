import { KeyValuePipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import {
  FormControl,
  FormRecord,
  NonNullableFormBuilder,
  ReactiveFormsModule,
  Validators,
} from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import type { CredentialView, ProviderView } from '@renum/contracts';
import { CredentialsApi } from '../../core/api/credentials.api';
import { failureOf, type Failure } from '../../core/problem';
import { secretText } from '../../core/secret-text';

export interface CredentialDialogData {
  providers: readonly ProviderView[];
  /** The credential whose secret is replaced; without it a new one is made. */
  credential?: CredentialView;
}

/** How people look for a provider, in the order of the catalogue. */
const CATEGORIES: Readonly<Record<string, string>> = {
  models: 'Models',
  search: 'Search and reading',
  data: 'Data',
  messaging: 'Messaging',
  developer: 'Development',
  productivity: 'Work',
  sandboxes: 'Sandboxes',
  connections: 'Connections',
  media: 'Media',
  payments: 'Payments',
};

const ONE_SECRET: ProviderView['credential'] = {
  kind: 'apiKey',
  fields: [{ name: 'secret', label: 'Secret', secret: true }],
};

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
  private readonly entered = new FormRecord<FormControl<string>>({});
  protected readonly form = inject(NonNullableFormBuilder).group({
    provider: [this.data.credential?.provider ?? '', Validators.required],
    name: [this.data.credential?.name ?? '', [Validators.required, Validators.maxLength(200)]],
    parts: this.entered,
    baseUrl: [this.data.credential?.baseUrl ?? ''],
  });
  private readonly chosen = toSignal(this.form.controls.provider.valueChanges, {
    initialValue: this.form.controls.provider.value,
  });
  protected readonly provider = computed(() =>
    this.data.providers.find(({ id }) => id === this.chosen()),
  );
  private readonly credential = computed(() => this.provider()?.credential ?? ONE_SECRET);
  /** Another provider's field of the same name is another field. */
  protected readonly parts = computed(() =>
    this.credential().fields.map((field) => ({ ...field, key: `${this.chosen()}/${field.name}` })),
  );
  protected readonly groups = Object.entries(CATEGORIES)
    .map(([category, label]) => ({
      label,
      providers: this.data.providers.filter((each) => each.category === category),
    }))
    .filter(({ providers }) => providers.length > 0);

  constructor() {
    this.askForParts();
    this.form.controls.provider.valueChanges.subscribe(() => this.askForParts());
  }

  /** One field for each part that the chosen provider's credential has. */
  private askForParts(): void {
    const { value } = this.form.controls.provider;
    const known = this.data.providers.find(({ id }) => id === value);
    for (const name of Object.keys(this.entered.controls)) this.entered.removeControl(name);
    for (const { name } of (known?.credential ?? ONE_SECRET).fields)
      this.entered.addControl(
        name,
        new FormControl('', { nonNullable: true, validators: Validators.required }),
      );
  }

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
    const { provider, name, parts, baseUrl } = this.form.getRawValue();
    const address = this.provider()?.needsBaseUrl ? baseUrl.trim() || undefined : undefined;
    const value = secretText(this.credential(), parts);
    const { credential } = this.data;
    if (credential) return this.api.replace(credential.id, value, address);
    return this.api.create({ provider, name, secret: value, ...(address && { baseUrl: address }) });
  }
}
