import { FormArray, FormControl, FormGroup, type ValidatorFn, Validators } from '@angular/forms';
import type { PriceFee, PriceRules, PriceTier } from '@renum/contracts';
import { amountGiven } from '../../../core/amount-given';
import { amountText, parseAmount } from '../../../core/money';

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The units that a price is for: the API takes powers of ten. */
export const PERS = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000] as const;

/** A tier without an end is the last one. */
const tierForm = ({ upTo, priceNano }: PriceTier) =>
  new FormGroup({
    upTo: new FormControl<number | null>(upTo, [Validators.min(1), Validators.max(1e12)]),
    price: new FormControl(amountText(priceNano), {
      nonNullable: true,
      validators: [Validators.required, amountGiven({ zero: true })],
    }),
  });
export type TierForm = ReturnType<typeof tierForm>;

const text = (value: string, ...validators: ValidatorFn[]) =>
  new FormControl(value, { nonNullable: true, validators });

const feeForm = (fee: PriceFee) =>
  new FormGroup({
    key: text(fee.key, Validators.required, Validators.pattern(NAME)),
    unit: new FormControl<PriceFee['unit']>(fee.unit, { nonNullable: true }),
    kind: new FormControl<PriceFee['kind'] | ''>(fee.kind ?? '', { nonNullable: true }),
    provider: text(fee.provider ?? '', Validators.maxLength(64)),
    meter: text(fee.meter ?? '', Validators.maxLength(64)),
    per: new FormControl<number>(fee.per, { nonNullable: true }),
    tiers: new FormArray(fee.tiers.map(tierForm)),
  });
export type FeeForm = ReturnType<typeof feeForm>;

/** The rules of a price book as a form. */
export class RulesForm {
  readonly group: FormGroup<{ markup: FormControl<number>; fees: FormArray<FeeForm> }>;

  constructor(rules: PriceRules) {
    this.group = new FormGroup({
      markup: new FormControl(rules.markupBp / 100, {
        nonNullable: true,
        validators: [Validators.required, Validators.min(0), Validators.max(1000)],
      }),
      fees: new FormArray(rules.fees.map(feeForm)),
    });
  }

  get fees(): FormArray<FeeForm> {
    return this.group.controls.fees;
  }

  addFee(): void {
    const tiers = [{ upTo: null, priceNano: '0' }];
    this.fees.push(feeForm({ key: '', unit: 'calls', per: 1000, tiers }));
  }

  /** Before the last tier, which has no end. */
  addTier(fee: FeeForm): void {
    const { tiers } = fee.controls;
    const before = tiers.at(-2)?.value.upTo ?? 0;
    const tier = tierForm({ upTo: before + 1000, priceNano: '0' });
    tiers.insert(tiers.length - 1, tier);
  }

  /** As the API takes them. Of a form that is valid. */
  rules(): PriceRules {
    const { markup, fees } = this.group.getRawValue();
    return {
      markupBp: Math.round(markup * 100),
      fees: fees.map(({ key, unit, kind, provider, meter, per, tiers }) => ({
        key,
        unit,
        ...(kind && { kind }),
        ...(provider.trim() && { provider: provider.trim() }),
        ...(meter.trim() && { meter: meter.trim() }),
        per,
        tiers: tiers.map(({ upTo, price }, index) => ({
          upTo: index === tiers.length - 1 ? null : upTo,
          priceNano: parseAmount(price) ?? '0',
        })),
      })),
    };
  }
}
