import type {
  BudgetAlertView,
  BudgetBurnDownView,
  BudgetView,
  Page,
  PlatformBudgetView,
  Problem,
} from '@renum/contracts';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { TestControlPlane, type Call } from '../testing/control-plane';
import { ok } from '../testing/ok';

/** Budgets over HTTP, on the whole control plane. */
describe('/v1/budgets', () => {
  let database: TestDatabase;
  let api: TestControlPlane;
  let tenant: TestTenant;
  let owner: Call;
  let builder: Call;

  beforeAll(async () => {
    database = await createTestDatabase();
    api = await TestControlPlane.start({ database, redis: createTestRedis() });
    tenant = await testTenant(database);
    owner = await api.owner(tenant);
    builder = await api.member(tenant, 'builder');
  });
  afterAll(async () => {
    await api.stop();
    await database.drop();
  });

  it('are set, shown, changed and deleted', async () => {
    const { id: agentId } = await tenant.agent({ name: 'Researcher' });
    const body = { scope: 'agent', agentId, period: 'day', limitNano: '5000000000' };
    const made = await ok<BudgetView>(owner('POST', '/v1/budgets', body), 201);
    expect(made).toMatchObject({ agentName: 'Researcher', limit: { nano: '5000000000' } });
    const page = await ok<Page<BudgetView>>(builder('GET', '/v1/budgets'));
    expect(page.items).toEqual([made]);
    const change = { limitNano: '7' };
    const changed = await ok<BudgetView>(owner('PATCH', `/v1/budgets/${made.id}`, change));
    expect(changed.limit.nano).toBe('7');
    expect(await ok(builder('GET', `/v1/budgets/${made.id}`))).toEqual(changed);
    const burnDown = await ok<BudgetBurnDownView>(
      builder('GET', `/v1/budgets/${made.id}/burn-down`),
    );
    expect(burnDown).toMatchObject({ step: 'hour', from: made.periodStart, steps: [] });
    const alerts = await ok<Page<BudgetAlertView>>(builder('GET', '/v1/budgets/alerts?limit=10'));
    expect(alerts.items).toEqual([]);
    expect((await owner('DELETE', `/v1/budgets/${made.id}`)).status).toBe(204);
    await ok(owner('GET', `/v1/budgets/${made.id}`), 404);
  });

  it('are the owners’ and admins’ to set', async () => {
    const body = { scope: 'tenant', period: 'week', limitNano: '1' };
    await ok(builder('POST', '/v1/budgets', body), 403);
    const made = await ok<BudgetView>(owner('POST', '/v1/budgets', body), 201);
    await ok(builder('PATCH', `/v1/budgets/${made.id}`, { limitNano: '2' }), 403);
    await ok(builder('DELETE', `/v1/budgets/${made.id}`), 403);
    expect((await ok<Problem>(owner('POST', '/v1/budgets', body), 409)).code).toBe('conflict');
  });

  it.each([
    [{ scope: 'agent', period: 'day', limitNano: '1' }, 'agentId'],
    [{ scope: 'tenant', provider: 'openai', period: 'day', limitNano: '1' }, 'provider'],
    [{ scope: 'tenant', period: 'year', limitNano: '1' }, 'period'],
    [{ scope: 'tenant', period: 'day', limitNano: '-1' }, 'limitNano'],
    [{ scope: 'tenant', period: 'day', limitNano: 1 }, 'limitNano'],
  ])('are not made of %j', async (body, field) => {
    const { errors } = await ok<Problem>(owner('POST', '/v1/budgets', body), 422);
    expect(errors?.map(({ path }) => path)).toContain(field);
  });

  it('of the platform are the operators’', async () => {
    await ok(owner('GET', '/v1/operator/budgets'), 403);
    const operator = await api.operator();
    const body = { period: 'month', limitNano: '9' };
    const made = await ok<PlatformBudgetView>(operator('POST', '/v1/operator/budgets', body), 201);
    const path = `/v1/operator/budgets/${made.id}`;
    await ok(operator('PATCH', path, { limitNano: '10' }));
    const { items } = await ok<Page<PlatformBudgetView>>(operator('GET', '/v1/operator/budgets'));
    const mine = await ok<BudgetView>(
      owner('POST', '/v1/budgets', { scope: 'tenant', period: 'total', limitNano: '3' }),
      201,
    );
    const ofTenant = `/v1/operator/tenants/${tenant.id}/budgets`;
    const theirs = await ok<Page<BudgetView>>(operator('GET', `${ofTenant}?limit=1`));
    expect(theirs.items).toEqual([mine]);
    const nobodys = ofTenant.replace(tenant.id, tenant.owner.userId);
    expect((await ok<Page<BudgetView>>(operator('GET', nobodys))).items).toEqual([]);
    await ok(owner('GET', ofTenant), 403);
    const burnDown = await ok<BudgetBurnDownView>(operator('GET', `${path}/burn-down`));
    expect(burnDown.step).toBe('day');
    expect(items).toMatchObject([{ id: made.id, limit: { nano: '10' } }]);
    expect((await operator('DELETE', path)).status).toBe(204);
  });
});
