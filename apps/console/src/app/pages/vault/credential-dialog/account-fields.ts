import { Clipboard } from '@angular/cdk/clipboard';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DOCUMENT,
  inject,
  input,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatIconButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import type { ProviderView } from '@renum/contracts';
import { Notify } from '../../../core/notify';
import { AccountForm, openParts } from './account-form';

/** The tenant's application at a provider, and what its account may be asked for. */
@Component({
  selector: 'rn-account-fields',
  imports: [
    MatFormFieldModule,
    MatIcon,
    MatIconButton,
    MatInput,
    MatSelectModule,
    ReactiveFormsModule,
  ],
  templateUrl: './account-fields.html',
  styleUrl: './account-fields.scss',
  host: { class: 'rn-form' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AccountFields {
  private readonly clipboard = inject(Clipboard);
  private readonly notify = inject(Notify);
  readonly provider = input.required<ProviderView>();
  /** The account was connected before, and its application is stored. */
  readonly again = input(false);
  protected readonly form = inject(AccountForm).group;
  private readonly grant = toSignal(this.form.controls.grant.valueChanges, {
    initialValue: this.form.controls.grant.value,
  });
  protected readonly grants = computed(() => this.provider().oauth2?.grants ?? []);
  protected readonly bySignIn = computed(() => this.grant() === 'authorization_code');
  protected readonly scopes = computed(() => this.provider().oauth2?.scopes ?? []);
  protected readonly parts = computed(() => (this.again() ? [] : openParts(this.provider())));
  /** The console and the API have one origin. */
  protected readonly callback = `${inject(DOCUMENT).location.origin}/v1/oauth2/callback`;

  protected copyCallback(): void {
    const copied = this.clipboard.copy(this.callback);
    this.notify.done(copied ? 'Copied.' : 'Select the address and copy it by hand.');
  }
}
