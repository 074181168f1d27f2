import type { Page, PriceOverrideView, PriceQuoteView } from '@renum/contracts';
import { newId } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { TestControlPlane, type Call } from '../testing/control-plane';
import { ok } from '../testing/ok';
import { ownPriceBody, priceBody } from './prices.dto';

/** Prices over HTTP, on the whole control plane. */
describe('/v1/prices', () => {
  let database: TestDatabase;
  let api: TestControlPlane;
  let tenant: TestTenant;
  let owner: Call;
  let builder: Call;
  let stranger: Call;
  let operator: Call;

  beforeAll(async () => {
    database = await createTestDatabase();
    api = await TestControlPlane.start({ database, redis: createTestRedis() });
    tenant = await testTenant(database);
    owner = await api.owner(tenant);
    builder = await api.member(tenant, 'builder');
    stranger = await api.owner(await testTenant(database));
    operator = await api.operator();
  });
  afterAll(async () => {
    await api.stop();
    await database.drop();
  });

  const rates = (input: string) => ({ perMillion: { input, output: '7' } });
  const quoted = (who: Call, query: string) =>
    ok<PriceQuoteView>(who('GET', `/v1/prices/quote?${query}`));

  it('are the public list’s where nobody says otherwise', async () => {
    const quote = await quoted(builder, 'provider=openai&model=gpt-4.1-mini');
    expect(quote).toMatchObject({
      source: 'list',
      perMillion: {
        input: { nano: '400000000', currency: 'USD' },
        cacheRead: { nano: '100000000' },
        output: { nano: '1600000000' },
      },
    });
    const own = await quoted(builder, 'provider=ollama&model=llama3');
    expect(own).toMatchObject({ source: 'none' });
    expect(own).not.toHaveProperty('perMillion');
  });

  it('of a tenant’s own models are what it says, to itself', async () => {
    const [example] = ownPriceBody.meta()?.examples as object[];
    const set = await ok<PriceOverrideView>(owner('POST', '/v1/prices', example), 201);
    expect(set).toMatchObject({ ...example, setBy: 'tenant', tenantId: tenant.id });
    const quote = await quoted(builder, 'provider=ollama&model=llama3:8b');
    expect(quote).toMatchObject({
      source: 'tenant',
      override: { id: set.id },
      perMillion: { input: { nano: '50000000' }, cacheRead: { nano: '50000000' } },
    });
    expect(await quoted(stranger, 'provider=ollama&model=llama3:8b')).toMatchObject({
      source: 'none',
    });
    const page = await ok<Page<PriceOverrideView>>(owner('GET', '/v1/prices'));
    expect(page.items).toEqual([set]);
    expect((await ok<Page<PriceOverrideView>>(stranger('GET', '/v1/prices'))).items).toEqual([]);
  });

  it('of other providers are not a tenant’s to say, nor a builder’s at all', async () => {
    const body = { provider: 'ollama', model: 'x', rates: rates('1') };
    await ok(owner('POST', '/v1/prices', { ...body, provider: 'openai' }), 403);
    await ok(owner('POST', '/v1/prices', { ...body, provider: 'tavily' }), 403);
    await ok(builder('POST', '/v1/prices', body), 403);
    await ok(owner('POST', '/v1/operator/prices', body), 403);
    await ok(owner('GET', '/v1/operator/prices'), 403);
  });

  it('are set by operators for all tenants, and for one by contract', async () => {
    const [example] = priceBody.meta()?.examples as { effectiveFrom: string }[];
    const body = { ...example, effectiveFrom: undefined };
    await ok(operator('POST', '/v1/operator/prices', body), 201);
    const query = 'provider=openai&model=gpt-4.1-mini';
    const everybody = await quoted(stranger, query);
    expect(everybody).toMatchObject({
      source: 'operator',
      perMillion: { input: { nano: '360000000' }, cacheRead: { nano: '90000000' } },
    });
    expect(everybody.override).not.toHaveProperty('tenantId');
    const contract = { ...body, model: 'gpt-4.1*', rates: rates('9'), tenantId: tenant.id };
    await ok(operator('POST', '/v1/operator/prices', contract), 201);
    const its = await quoted(owner, query);
    expect(its).toMatchObject({ source: 'operator', perMillion: { input: { nano: '9' } } });
    expect(await quoted(stranger, query)).toEqual({ ...everybody, at: expect.any(String) });
    await ok(operator('POST', '/v1/operator/prices', { ...contract, tenantId: newId() }), 404);
    const listed = await ok<Page<PriceOverrideView>>(
      operator('GET', `/v1/operator/prices?tenantId=${tenant.id}&provider=openai`),
    );
    expect(listed.items).toHaveLength(1);
  });

  it('end when an entry without rates begins, and begin in the future', async () => {
    const body = { provider: 'vllm', model: 'qwen' };
    await ok(owner('POST', '/v1/prices', { ...body, rates: rates('3') }), 201);
    await ok(owner('POST', '/v1/prices', { ...body, effectiveFrom: '2099-01-01T00:00:00Z' }), 201);
    expect(await quoted(owner, 'provider=vllm&model=qwen')).toMatchObject({ source: 'tenant' });
    const later = await quoted(owner, 'provider=vllm&model=qwen&at=2099-01-02T00:00:00Z');
    expect(later).toMatchObject({ source: 'none' });
  });

  it('for the platform’s keys are the operators’ alone', async () => {
    await ok(owner('POST', '/v1/prices', { provider: 'vllm', model: 'm', rates: rates('0') }), 201);
    const path = `/v1/operator/prices/quote?provider=vllm&model=m&tenantId=${tenant.id}`;
    expect(await ok(operator('GET', path))).toMatchObject({ source: 'tenant' });
    const ours = await ok<PriceQuoteView>(operator('GET', `${path}&platformKey=true`));
    expect(ours.source).toBe('none');
  });

  it('are refused where the data plane could not compute with them', async () => {
    const body = { provider: 'ollama', model: 'x', rates: rates('1') };
    const refused = (more: object) => ok(owner('POST', '/v1/prices', { ...body, ...more }), 422);
    await refused({ model: undefined });
    await refused({ meter: 'credits' });
    await refused({ model: 'a*b' });
    await refused({ rates: { perMillion: { input: '1' } } });
    await refused({ rates: rates('-1') });
    await refused({ rates: rates('1.5') });
    await refused({ rates: { perUnit: '1' } });
    await refused({ provider: 'Ollama' });
    await refused({ rates: { perMillion: { input: '1', output: '1', cacheRead: '2' } } });
    await refused({ rates: { perMillion: { input: '1', output: '1', reasoning: '2' } } });
  });
});
