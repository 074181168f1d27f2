import { PriceList } from '@renum/billing';
import { newId } from '@renum/platform';
import { MODEL, SpecPlane, type PlaneOptions } from '../spec/plane';
import { FakeProvider, json } from '../spec/provider';

const CHAT = { model: MODEL, messages: [{ role: 'user', content: 'hi' }], max_tokens: 100 };
const USAGE = { prompt_tokens: 100, completion_tokens: 20 };

describe('the price of a call', () => {
  let provider: FakeProvider;
  let plane: SpecPlane;
  const entries: Awaited<ReturnType<ConstructorParameters<typeof PriceList>[0]['all']>> = [];
  const source = {
    version: () => Promise.resolve(String(entries.length)),
    all: () => Promise.resolve(entries),
  };
  let prices: PriceList;

  const set = async (
    nano: number,
    target: { model?: string; meter?: string; provider?: string },
  ) => {
    const { model = null, meter = null, provider: whose = 'openai-compatible' } = target;
    const perMillion = { input: String(nano * 1_000_000), output: String(nano * 1_000_000) };
    entries.push({
      ...{ id: newId(), tenantId: plane.identity.tenantId, setBy: 'tenant', provider: whose },
      ...{ model, meter, rates: model ? { perMillion } : { perUnit: String(nano) } },
      effectiveFrom: new Date(0),
    });
    await prices.load();
  };

  beforeEach(async () => {
    entries.length = 0;
    prices = new PriceList(source, { warn: () => undefined });
    await prices.load();
    provider = await new FakeProvider().start();
    provider.answer = (_req, res) => json(res, { model: MODEL, choices: [{}], usage: USAGE });
    plane = await planeOf({});
  });
  const planeOf = (options: Partial<PlaneOptions>) =>
    new SpecPlane({
      ...{ providerUrl: provider.url, quote: (call) => prices.quote(call) },
      ...options,
    }).start();
  afterEach(async () => {
    await plane[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
  });

  it('is nothing where no list knows the model, and says so', async () => {
    await plane.post('/llm/openai/v1/chat/completions', CHAT);
    const { result } = await plane.onlyBill();
    expect(result).toMatchObject({ costNano: 0n, priced: false });
  });

  it('is what its tenant has set, in the reservation and in the bill', async () => {
    await set(5, { model: MODEL });
    await plane.post('/llm/openai/v1/chat/completions', CHAT);
    const { result } = await plane.onlyBill();
    expect(result).toMatchObject({ costNano: 600n, priced: true });
    expect(plane.reserved[0]?.estimateNano).toBeGreaterThanOrEqual(600n);
    expect(plane.settled[0]?.actualNano).toBe(600n);
  });

  it('is the one with which it began, also when it changes meanwhile', async () => {
    await set(5, { model: MODEL });
    provider.answer = (_req, res) =>
      void set(9, { model: MODEL }).then(() => json(res, { model: MODEL, usage: USAGE }));
    await plane.post('/llm/openai/v1/chat/completions', CHAT);
    const { result } = await plane.onlyBill();
    expect(result.costNano).toBe(600n);
    await plane.post('/llm/openai/v1/chat/completions', CHAT);
    expect([...plane.billed.values()][1]?.result?.costNano).toBe(1_080n);
  });

  it('is another for a unit of a tool', async () => {
    await plane[Symbol.asyncDispose]();
    plane = await planeOf({
      as: 'stand-in',
      config: { model: { provider: 'openai', name: MODEL } },
    });
    await set(70, { meter: 'credits', provider: 'tavily' });
    provider.answer = (_req, res) => json(res, { results: [], usage: { credits: 2 } });
    await plane.post('/proxy/tavily/search', { query: 'x' });
    const { result } = await plane.onlyBill();
    expect(result).toMatchObject({ meter: 'credits', quantityMilli: 2000, costNano: 140n });
    expect(plane.reserved[0]?.estimateNano).toBe(70n);
  });
});
