import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import type { PriceOverrideView, TenantView } from '@renum/contracts';
import { type NewPrice, PricesApi } from '../../../core/api/prices.api';
import { amountGiven, amountWords } from '../../../core/amount-given';
import { Attempt } from '../../../core/attempt';
import { parseAmount } from '../../../core/money';
import { dayOf } from '../../../core/time';
import { FailureNote } from '../../../ui/failure-note/failure-note';

const amount = amountGiven({ zero: true });

/** Sets what a model, or a unit of a tool, costs from a day on. */
@Component({
  selector: 'rn-price-dialog',
  imports: [
    FailureNote,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    MatSelectModule,
    ReactiveFormsModule,
  ],
  templateUrl: './price-dialog.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PriceDialog {
  private readonly api = inject(PricesApi);
  private readonly reference = inject(MatDialogRef<PriceDialog, PriceOverrideView>);
  private readonly build = inject(NonNullableFormBuilder);
  protected readonly tenants = inject<readonly TenantView[]>(MAT_DIALOG_DATA);
  protected readonly attempt = new Attempt();
  protected readonly amountWords = amountWords;
  protected readonly form = this.build.group({
    tenantId: [''],
    kind: this.build.control<'model' | 'meter'>('model'),
    provider: ['', [Validators.required, Validators.pattern(/^[a-z0-9][a-z0-9-]{0,63}$/)]],
    name: ['', [Validators.required, Validators.maxLength(64)]],
    input: ['', [Validators.required, amount]],
    output: ['', [Validators.required, amount]],
    cacheRead: ['', amountGiven({ zero: true, optional: true })],
    perUnit: [{ value: '', disabled: true }, [Validators.required, amount]],
    from: [dayOf(new Date()), Validators.required],
  });
  private readonly kind = toSignal(this.form.controls.kind.valueChanges, { initialValue: 'model' });
  protected readonly ofModel = computed(() => this.kind() === 'model');

  constructor() {
    const { kind, input, output, cacheRead, perUnit } = this.form.controls;
    kind.valueChanges.subscribe((chosen) => {
      for (const field of [input, output, cacheRead])
        if (chosen === 'model') field.enable();
        else field.disable();
      if (chosen === 'meter') perUnit.enable();
      else perUnit.disable();
    });
  }

  protected async save(): Promise<void> {
    if (this.form.invalid) {
      this.form.markAllAsTouched();
      return;
    }
    await this.attempt.make(async () => {
      this.reference.close(await this.api.set(this.price()));
    });
  }

  private price(): NewPrice {
    const { tenantId, kind, provider, name, input, output, cacheRead, perUnit, from } =
      this.form.getRawValue();
    const nano = (text: string) => parseAmount(text) ?? '0';
    const shared = {
      provider,
      effectiveFrom: `${from}T00:00:00.000Z`,
      ...(tenantId && { tenantId }),
    };
    if (kind === 'meter')
      return { ...shared, meter: name.trim(), rates: { perUnit: nano(perUnit) } };
    const perMillion = {
      input: nano(input),
      output: nano(output),
      ...(cacheRead && { cacheRead: nano(cacheRead) }),
    };
    return { ...shared, model: name.trim(), rates: { perMillion } };
  }
}
