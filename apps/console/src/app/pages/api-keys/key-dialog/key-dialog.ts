import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import {
  type AbstractControl,
  NonNullableFormBuilder,
  ReactiveFormsModule,
  type ValidationErrors,
  Validators,
} from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import type { ApiKeyRole, NewApiKeyView } from '@renum/contracts';
import { ApiKeysApi, type NewApiKey } from '../../../core/api/api-keys.api';
import { BudgetsApi } from '../../../core/api/budgets.api';
import { amountGiven, amountWords } from '../../../core/amount-given';
import { Attempt } from '../../../core/attempt';
import { entriesOf } from '../../../core/entries';
import { parseAmount } from '../../../core/money';
import { Notify } from '../../../core/notify';
import { addDays, dayOf } from '../../../core/time';
import { FailureNote } from '../../../ui/failure-note/failure-note';
import { areModels, modelsOf, ROLE_WORDS, SCOPE_WORDS } from '../key-words';

const models = ({ value }: AbstractControl<string>): ValidationErrors | null =>
  areModels(value) ? null : { models: true };

/** Makes an API key: what it opens, until when, and what it may spend a month. */
@Component({
  selector: 'rn-key-dialog',
  imports: [
    FailureNote,
    MatButton,
    MatCheckbox,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    MatSelectModule,
    ReactiveFormsModule,
  ],
  templateUrl: './key-dialog.html',
  styles: `
    fieldset {
      display: flex;
      flex-direction: column;
      margin: 0;
      padding: 0;
      border: 0;
    }
    legend {
      padding: 0;
      font-weight: 550;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeyDialog {
  private readonly api = inject(ApiKeysApi);
  private readonly budgets = inject(BudgetsApi);
  private readonly notify = inject(Notify);
  private readonly reference = inject(MatDialogRef<KeyDialog, NewApiKeyView>);
  private readonly build = inject(NonNullableFormBuilder);
  protected readonly scopeWords = SCOPE_WORDS;
  protected readonly roles = entriesOf(ROLE_WORDS);
  protected readonly tomorrow = addDays(dayOf(new Date()), 1);
  protected readonly attempt = new Attempt();
  protected readonly amountWords = amountWords;
  protected readonly form = this.build.group({
    name: ['', [Validators.required, Validators.maxLength(200)]],
    api: [true],
    llm: [false],
    role: this.build.control<ApiKeyRole>('builder'),
    models: ['', models],
    budget: ['', amountGiven({ optional: true })],
    lastDay: [''],
  });
  private readonly value = toSignal(this.form.valueChanges, {
    initialValue: this.form.getRawValue(),
  });
  protected readonly forApi = computed(() => this.value().api ?? false);
  protected readonly forModels = computed(() => this.value().llm ?? false);

  protected async save(): Promise<void> {
    const opensNothing = !this.forApi() && !this.forModels();
    if (this.form.invalid || opensNothing) {
      this.form.markAllAsTouched();
      return;
    }
    await this.attempt.make(async () => {
      const made = await this.api.create(this.key());
      await this.limit(made);
      this.reference.close(made);
    });
  }

  /** The key is there already and shown once: a budget that fails must not take it away. */
  private async limit({ id }: NewApiKeyView): Promise<void> {
    const limitNano = parseAmount(this.form.getRawValue().budget);
    if (!this.forModels() || limitNano === undefined) return;
    try {
      await this.budgets.create({ scope: 'app', apiKeyId: id, period: 'month', limitNano });
    } catch (error) {
      this.notify.failed(error);
    }
  }

  private key(): NewApiKey {
    const { name, role, models: typed, lastDay } = this.form.getRawValue();
    const allowed = modelsOf(typed);
    return {
      name: name.trim(),
      role: this.forApi() ? role : 'viewer',
      scopes: [
        ...(this.forApi() ? ['api' as const] : []),
        ...(this.forModels() ? ['llm' as const] : []),
      ],
      ...(this.forModels() && allowed.length > 0 && { models: allowed }),
      ...(lastDay && { expiresAt: `${lastDay}T23:59:59.000Z` }),
    };
  }
}
