import type { MeterRate, ModelRates } from '@renum/contracts';
import { newId } from '@renum/platform';
import type { PriceOverride } from './override';
import { PriceList, type Quote } from './price-list';

const TENANT = newId();
const NOW = new Date('2026-11-21T12:00:00Z');
const rates = (input: number): ModelRates => ({
  perMillion: { input: String(input * 1_000_000), output: '0' },
});
const entry = (of: Partial<PriceOverride>): PriceOverride => ({
  ...{ id: newId(), tenantId: null, setBy: 'operator', provider: 'ollama' },
  ...{ model: 'llama', meter: null, rates: rates(1), effectiveFrom: new Date(0) },
  ...of,
});

describe('the price list', () => {
  const entries: PriceOverride[] = [];
  const log = { warn: jest.fn() };
  const source = {
    version: () => Promise.resolve(String(entries.length)),
    all: () => Promise.resolve(entries),
  };
  let list: PriceList;
  beforeEach(() => {
    entries.length = 0;
    list = new PriceList(source, log);
  });

  const add = async (...some: Partial<PriceOverride>[]) => {
    entries.push(...some.map(entry));
    await list.load();
  };
  const quote = (more: { at?: Date; platformKey?: boolean; provider?: string } = {}): Quote =>
    list.quote({ tenantId: TENANT, provider: 'ollama', at: NOW, ...more });
  /** What a thousand tokens cost: the number that the rates were made of, times a thousand. */
  const priceOf = (its: Quote, asked: string, answered?: string) => {
    const tokens = { input: 1000, cacheRead: 0, cacheWrite: 0, output: 0 };
    const { costNano, priced } = its.llm(tokens, asked, answered);
    return priced ? Number(costNano) / 1000 : undefined;
  };

  it('prices what has no list price, and nothing else', async () => {
    await add();
    expect(priceOf(quote(), 'llama')).toBeUndefined();
    await add({ model: 'llama', rates: rates(7) });
    expect(priceOf(quote(), 'llama')).toBe(7);
    expect(priceOf(quote(), 'llama2')).toBeUndefined();
    expect(priceOf(quote({ provider: 'vllm' }), 'llama')).toBeUndefined();
  });

  it('takes the tenant’s before everybody’s, and those before the public list', async () => {
    await add({ provider: 'openai', model: 'gpt-4.1-mini', rates: rates(900) });
    const its = () => quote({ provider: 'openai' });
    expect(priceOf(its(), 'gpt-4.1-mini')).toBe(900);
    expect(priceOf(its(), 'gpt-4.1')).toBe(2000);
    await add({ provider: 'openai', model: '*', tenantId: TENANT, rates: rates(3) });
    expect(priceOf(its(), 'gpt-4.1-mini')).toBe(3);
    const other = list.quote({ tenantId: newId(), provider: 'openai', at: NOW });
    expect(priceOf(other, 'gpt-4.1-mini')).toBe(900);
  });

  it('heeds what a tenant says of its own keys only', async () => {
    await add(
      { tenantId: TENANT, setBy: 'tenant', rates: rates(0) },
      { tenantId: TENANT, setBy: 'operator', rates: rates(5), effectiveFrom: new Date(-1) },
    );
    expect(priceOf(quote(), 'llama')).toBe(0);
    expect(priceOf(quote({ platformKey: true }), 'llama')).toBe(5);
  });

  it('takes the name that fits best, of the model that answered first', async () => {
    await add(
      { model: '*', rates: rates(1) },
      { model: 'llama-*', rates: rates(2) },
      { model: 'llama-3*', rates: rates(3) },
      { model: 'llama-3-8b', rates: rates(4) },
      { model: 'llama-3-8b-0513', rates: rates(5) },
    );
    expect(priceOf(quote(), 'qwen')).toBe(1);
    expect(priceOf(quote(), 'llama-2')).toBe(2);
    expect(priceOf(quote(), 'llama-3')).toBe(3);
    expect(priceOf(quote(), 'llama-3-8b')).toBe(4);
    expect(priceOf(quote(), 'llama-3-8b', 'llama-3-8b-0513')).toBe(5);
    expect(priceOf(quote(), 'llama-3-8b', 'llama-3-8b-0614')).toBe(4);
  });

  it('has the price of its moment; a later entry for the same replaces it', async () => {
    const day = (date: string) => new Date(`2026-11-${date}T00:00:00Z`);
    await add(
      { rates: rates(1) },
      { rates: rates(2), effectiveFrom: day('10') },
      { rates: rates(3), effectiveFrom: day('10') },
      { rates: null, effectiveFrom: day('20') },
      { rates: rates(4), effectiveFrom: day('25') },
    );
    expect(priceOf(quote({ at: day('09') }), 'llama')).toBe(1);
    expect(priceOf(quote({ at: new Date(day('10').getTime() - 1) }), 'llama')).toBe(1);
    expect(priceOf(quote({ at: day('10') }), 'llama')).toBe(3);
    expect(priceOf(quote({ at: day('21') }), 'llama')).toBeUndefined();
    expect(priceOf(quote({ at: day('25') }), 'llama')).toBe(4);
  });

  it('keeps a call’s prices as they were when it began', async () => {
    await add({ rates: rates(1) });
    const before = quote();
    await add({ rates: rates(9) });
    expect(priceOf(before, 'llama')).toBe(1);
    expect(priceOf(quote(), 'llama')).toBe(9);
  });

  it('prices a unit of a meter', async () => {
    const perUnit: MeterRate = { perUnit: '5000' };
    await add({ provider: 'tavily', model: null, meter: 'credits', rates: perUnit });
    const its = quote({ provider: 'tavily' });
    expect(its.units('credits', 2_500)).toBe(12_500n);
    expect(its.units('pages', 2_500)).toBeUndefined();
  });

  it('refuses before it was ever read, and goes on with what it knows', async () => {
    expect(() => quote()).toThrow(expect.objectContaining({ code: 'overloaded' }));
    await add({ rates: rates(1) });
    const version = jest.spyOn(source, 'version').mockRejectedValueOnce(new Error('away'));
    await list.start();
    list.stop();
    version.mockRestore();
    expect(log.warn).toHaveBeenCalled();
    expect(priceOf(quote(), 'llama')).toBe(1);
  });
});
