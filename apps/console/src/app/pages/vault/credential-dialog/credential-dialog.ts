import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatButtonToggleModule } from '@angular/material/button-toggle';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import type { CredentialView, ProviderView } from '@renum/contracts';
import { CredentialsApi } from '../../../core/api/credentials.api';
import { Leave } from '../../../core/leave';
import { failureOf, type Failure } from '../../../core/problem';
import { FailureNote } from '../../../ui/failure-note/failure-note';
import { ProviderSearch } from '../../../ui/provider-search/provider-search';
import { AccountFields } from './account-fields';
import { AccountForm } from './account-form';
import { SecretFields } from './secret-fields';
import { SecretForm } from './secret-form';

export interface CredentialDialogData {
  providers: readonly ProviderView[];
  /** The provider that is chosen already. */
  provider?: string;
  /** The credential whose secret is replaced, or whose account is connected again. */
  credential?: CredentialView;
}

/** Takes a secret and seals it before it leaves the page, or connects an account. */
@Component({
  selector: 'rn-credential-dialog',
  imports: [
    AccountFields,
    FailureNote,
    MatButton,
    MatButtonToggleModule,
    MatDialogModule,
    MatFormFieldModule,
    MatIcon,
    MatInput,
    ProviderSearch,
    ReactiveFormsModule,
    SecretFields,
  ],
  providers: [AccountForm, SecretForm],
  templateUrl: './credential-dialog.html',
  styleUrl: './credential-dialog.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CredentialDialog {
  private readonly api = inject(CredentialsApi);
  private readonly leave = inject(Leave);
  private readonly reference = inject(MatDialogRef<CredentialDialog, CredentialView>);
  private readonly secretForm = inject(SecretForm);
  private readonly accountForm = inject(AccountForm);
  protected readonly data = inject<CredentialDialogData>(MAT_DIALOG_DATA);
  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly form = inject(NonNullableFormBuilder).group({
    provider: [this.data.credential?.provider ?? this.data.provider ?? '', Validators.required],
    name: [this.data.credential?.name ?? '', [Validators.required, Validators.maxLength(200)]],
  });
  private readonly chosen = toSignal(this.form.controls.provider.valueChanges, {
    initialValue: this.form.controls.provider.value,
  });
  protected readonly provider = computed(() =>
    this.data.providers.find(({ id }) => id === this.chosen()),
  );
  protected readonly mayConnect = computed(() => this.provider()?.oauth2 !== undefined);
  protected readonly mode = signal<'key' | 'account'>(
    this.data.credential?.kind === 'oauth2' ? 'account' : 'key',
  );
  protected readonly connects = computed(() => this.mayConnect() && this.mode() === 'account');
  /** What is entered as a key is a token that somebody would have to bring again and again. */
  protected readonly endsByItself = computed(
    () => this.mayConnect() && /access token/i.test(this.provider()?.secretLabel ?? ''),
  );
  private readonly grant = toSignal(this.accountForm.group.controls.grant.valueChanges, {
    initialValue: this.accountForm.group.controls.grant.value,
  });
  protected readonly heading = this.headingOf(this.data.credential);
  protected readonly action = computed(() => {
    if (!this.connects()) return this.data.credential ? 'Replace' : 'Store';
    if (this.busy()) return 'Connecting …';
    return this.grant() === 'authorization_code'
      ? `Go to ${this.provider()?.title ?? 'it'} and connect`
      : 'Connect';
  });

  constructor() {
    this.askForFields();
    this.form.controls.provider.valueChanges.subscribe(() => this.askForFields());
  }

  protected async save(): Promise<void> {
    const fields = this.connects() ? this.accountForm.group : this.secretForm.group;
    if (this.form.invalid || fields.invalid || this.busy()) {
      this.form.markAllAsTouched();
      fields.markAllAsTouched();
      return;
    }
    this.busy.set(true);
    this.failure.set(undefined);
    try {
      const stored = await this.send();
      if (stored) this.reference.close(stored);
    } catch (error) {
      this.failure.set(failureOf(error));
      this.busy.set(false);
    }
  }

  /** Undefined when the person is on the way to the provider. */
  private async send(): Promise<CredentialView | undefined> {
    const provider = this.provider();
    if (provider && this.connects()) return this.connect(provider);
    const secret = this.secretForm.secret(provider);
    const { credential } = this.data;
    if (credential) return this.api.replace(credential.id, secret);
    const { provider: id, name } = this.form.getRawValue();
    return this.api.create({ provider: id, name: name.trim(), ...secret });
  }

  private async connect(provider: ProviderView): Promise<CredentialView | undefined> {
    const { credential } = this.data;
    const name = this.form.getRawValue().name.trim();
    if (!credential && this.grant() === 'client_credentials')
      return this.api.connectApplication({ ...this.accountForm.account(provider), name });
    const { authorizationUrl } = await this.api.authorize(
      credential
        ? { ...this.accountForm.application(), credentialId: credential.id }
        : { ...this.accountForm.account(provider), name },
    );
    this.leave.to(authorizationUrl);
    return undefined;
  }

  private askForFields(): void {
    const id = this.form.controls.provider.value;
    const provider = this.data.providers.find((one) => one.id === id);
    this.secretForm.askFor(provider);
    this.accountForm.askFor(provider);
    const { credential } = this.data;
    this.secretForm.group.patchValue({ baseUrl: credential?.baseUrl ?? '' });
    if (credential) this.accountForm.again(credential, provider);
  }

  private headingOf(credential: CredentialView | undefined): string {
    if (!credential)
      return this.provider() ? `Add a key for ${this.provider()?.title}` : 'Add a key';
    return credential.kind === 'oauth2'
      ? `Connect “${credential.name}” again`
      : `Replace “${credential.name}”`;
  }
}
