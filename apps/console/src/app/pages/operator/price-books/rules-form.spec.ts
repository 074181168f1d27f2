import type { PriceRules } from '@renum/contracts';
import { RulesForm } from './rules-form';

const RULES: PriceRules = {
  markupBp: 2050,
  fees: [
    {
      key: 'search',
      unit: 'quantity',
      kind: 'tool',
      provider: 'tavily',
      meter: 'credits',
      per: 100,
      tiers: [
        { upTo: 5000, priceNano: '0' },
        { upTo: null, priceNano: '1500000' },
      ],
    },
  ],
};

describe('the form of price rules', () => {
  it('gives back what it was given', () => {
    expect(new RulesForm(RULES).rules()).toEqual(RULES);
    expect(new RulesForm({ markupBp: 0, fees: [] }).rules()).toEqual({ markupBp: 0, fees: [] });
  });

  it('adds a tier before the last one, after the one before', () => {
    const form = new RulesForm(RULES);
    const [fee] = form.fees.controls;
    form.addTier(fee!);
    expect(form.rules().fees[0]?.tiers.map(({ upTo }) => upTo)).toEqual([5000, 6000, null]);
  });

  it('adds a fee that must be named, and leaves out what is not said', () => {
    const form = new RulesForm({ markupBp: 0, fees: [] });
    form.addFee();
    expect(form.group.valid).toBe(false);
    form.fees.controls[0]?.patchValue({ key: 'calls' });
    expect(form.group.valid).toBe(true);
    expect(form.rules().fees).toEqual([
      { key: 'calls', unit: 'calls', per: 1000, tiers: [{ upTo: null, priceNano: '0' }] },
    ]);
  });

  it('takes no price that is none', () => {
    const form = new RulesForm(RULES);
    form.fees.controls[0]?.controls.tiers.controls[1]?.patchValue({ price: '-1' });
    expect(form.group.valid).toBe(false);
  });
});
