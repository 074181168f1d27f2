import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import type { BudgetPeriod, BudgetScope, BudgetView } from '@renum/contracts';
import { AgentsApi } from '../../../core/api/agents.api';
import { ApiKeysApi } from '../../../core/api/api-keys.api';
import { BudgetsApi, type NewBudget } from '../../../core/api/budgets.api';
import { ProvidersApi } from '../../../core/api/providers.api';
import { amountGiven, amountWords } from '../../../core/amount-given';
import { Attempt } from '../../../core/attempt';
import { PERIOD_WORDS, SCOPE_LOOKS } from '../../../core/budget-words';
import { entriesOf } from '../../../core/entries';
import { parseAmount } from '../../../core/money';
import { FailureNote } from '../../../ui/failure-note/failure-note';

/** What a budget of this scope is for; nothing more is asked of one for everything. */
const WHOSE: Partial<Record<BudgetScope, { label: string; missing: string }>> = {
  agent: { label: 'Agent', missing: 'Choose an agent' },
  provider: { label: 'Provider', missing: 'Choose a provider' },
  app: { label: 'API key of the app', missing: 'Choose a key' },
};

/** Sets a budget for the tenant, or for a part of it. */
@Component({
  selector: 'rn-budget-dialog',
  imports: [
    FailureNote,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    MatSelectModule,
    ReactiveFormsModule,
  ],
  templateUrl: './budget-dialog.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BudgetDialog {
  private readonly api = inject(BudgetsApi);
  private readonly reference = inject(MatDialogRef<BudgetDialog, BudgetView>);
  private readonly agents = inject(AgentsApi).all();
  private readonly providers = inject(ProvidersApi).all();
  private readonly keys = inject(ApiKeysApi).all();
  private readonly build = inject(NonNullableFormBuilder);
  protected readonly attempt = new Attempt();
  protected readonly scopes = entriesOf(SCOPE_LOOKS);
  protected readonly scopeLooks = SCOPE_LOOKS;
  protected readonly periods = entriesOf(PERIOD_WORDS);
  protected readonly amountWords = amountWords;
  protected readonly form = this.build.group({
    scope: this.build.control<BudgetScope>('tenant'),
    whose: [{ value: '', disabled: true }, Validators.required],
    period: this.build.control<BudgetPeriod>('month'),
    limit: ['', [Validators.required, amountGiven()]],
  });
  private readonly scope = toSignal(this.form.controls.scope.valueChanges, {
    initialValue: 'tenant',
  });
  protected readonly whose = computed(() => WHOSE[this.scope()]);
  protected readonly choices = computed<{ id: string; name: string }[]>(() => {
    switch (this.scope()) {
      case 'agent':
        return this.agents.hasValue() ? this.agents.value().items : [];
      case 'provider':
        return this.providers.hasValue()
          ? this.providers.value().items.map(({ id, title }) => ({ id, name: title }))
          : [];
      case 'app':
        return this.keys.hasValue() ? this.keys.value().items : [];
      default:
        return [];
    }
  });

  constructor() {
    const { scope, whose } = this.form.controls;
    scope.valueChanges.subscribe((chosen) => {
      whose.reset();
      if (WHOSE[chosen]) whose.enable();
      else whose.disable();
    });
  }

  protected async save(): Promise<void> {
    if (this.form.invalid) {
      this.form.markAllAsTouched();
      return;
    }
    await this.attempt.make(async () => {
      this.reference.close(await this.api.create(this.budget()));
    });
  }

  private budget(): NewBudget {
    const { scope, whose, period, limit } = this.form.getRawValue();
    return {
      scope,
      period,
      limitNano: parseAmount(limit) ?? '0',
      ...(scope === 'agent' && { agentId: whose }),
      ...(scope === 'provider' && { provider: whose }),
      ...(scope === 'app' && { apiKeyId: whose }),
    };
  }
}
