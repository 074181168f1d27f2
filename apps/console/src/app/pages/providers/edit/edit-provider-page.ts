import {
  ChangeDetectionStrategy,
  Component,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import type { CustomProviderView } from '@renum/contracts';
import { ProvidersApi } from '../../../core/api/providers.api';
import { Attempt } from '../../../core/attempt';
import { Notify } from '../../../core/notify';
import type { MayHoldChanges } from '../../../core/unsaved';
import { FailureNote } from '../../../ui/failure-note/failure-note';
import { LoadError } from '../../../ui/load-error/load-error';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { AuthFields } from '../auth-fields/auth-fields';
import { AuthForm } from '../auth-fields/auth-form';
import { OperationChoiceList } from '../operation-choice/operation-choice';
import { OperationChoice } from '../operation-choice/operation-choice.store';
import { ProviderDraft } from '../wizard/provider-draft';

/** Changes a tenant's own API: all but where it is. */
@Component({
  selector: 'rn-edit-provider-page',
  imports: [
    AuthFields,
    FailureNote,
    LoadError,
    MatButton,
    MatFormFieldModule,
    MatIcon,
    MatIconButton,
    MatInput,
    OperationChoiceList,
    ReactiveFormsModule,
    RouterLink,
    Skeleton,
  ],
  providers: [AuthForm, OperationChoice, ProviderDraft],
  templateUrl: './edit-provider-page.html',
  styleUrl: './edit-provider-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EditProviderPage implements MayHoldChanges {
  private readonly api = inject(ProvidersApi);
  private readonly router = inject(Router);
  private readonly notify = inject(Notify);
  protected readonly draft = inject(ProviderDraft);
  protected readonly choice = inject(OperationChoice);
  readonly providerId = input.required<string>();
  protected readonly provider = signal<CustomProviderView | undefined>(undefined);
  protected readonly error = signal<unknown>(undefined);
  protected readonly attempt = new Attempt();
  private saved = false;

  constructor() {
    effect(() => {
      const id = this.providerId();
      untracked(() => void this.load(id));
    });
  }

  hasChanges(): boolean {
    if (this.saved) return false;
    const { length } = this.provider()?.operations ?? [];
    return this.draft.form.dirty || this.choice.edited() || this.choice.chosen().length !== length;
  }

  protected async load(id: string): Promise<void> {
    this.error.set(undefined);
    try {
      const provider = await this.api.custom(id);
      this.draft.continue(provider);
      this.provider.set(provider);
    } catch (error) {
      this.error.set(error);
    }
  }

  protected async save(): Promise<void> {
    if (this.draft.form.invalid || this.choice.fault()) {
      this.draft.form.markAllAsTouched();
      return;
    }
    await this.attempt.make(async () => {
      const { id } = await this.api.update(this.providerId(), this.draft.change());
      this.saved = true;
      this.notify.done('Saved. Agents use it so from now on.');
      await this.router.navigate(['/providers', id]);
    });
  }
}
