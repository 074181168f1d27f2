import { auditEntities } from '@renum/audit';
import { identityEntities } from '@renum/identity';
import { newId } from '@renum/platform';
import { providersEntities } from '@renum/providers';
import {
  createTestServices,
  insertRow,
  testTenant,
  type TestServices,
  type TestTenant,
} from '@renum/testing';
import { vaultConfig, vaultEntities } from '@renum/vault';
import { Global, Module } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { Deliverer } from './deliverer';
import { DeliveryClaims, type ClaimedDelivery } from './delivery-claims';
import { MAX_ATTEMPTS } from './retries';
import { WebhookDeliveries } from './webhook-deliveries';
import { WEBHOOK_SENDER, type WebhookRequest } from './webhook-sender';
import { WebhooksModule } from './webhooks.module';
import { WebhooksService } from './webhooks.service';

/** Real: PostgreSQL with its triggers, Redis, the root key. The way to the outside is told what to answer. */
describe('deliveries', () => {
  let services: TestServices;
  let process: TestingModule;
  let tenant: TestTenant;
  let claims: DeliveryClaims;
  const sent: WebhookRequest[] = [];
  let answer: () => Promise<number> = () => Promise.resolve(204);

  const send = (request: WebhookRequest): Promise<number> => {
    sent.push(request);
    return answer();
  };
  @Global()
  @Module({
    providers: [{ provide: WEBHOOK_SENDER, useValue: { send, fault: () => undefined } }],
    exports: [WEBHOOK_SENDER],
  })
  class Outside {}

  beforeAll(async () => {
    services = await createTestServices();
    process = await services.process({
      imports: [Outside, WebhooksModule],
      entities: [...auditEntities, ...vaultEntities, ...identityEntities, ...providersEntities],
      slices: [vaultConfig],
    });
    claims = process.get(DeliveryClaims);
  });
  afterAll(() => services.close());
  beforeEach(async () => {
    tenant = await testTenant(services.database);
    sent.length = 0;
    answer = () => Promise.resolve(204);
  });
  // What one test leaves due would be another's.
  afterEach(() => sql('delete from webhooks'));

  const sql = <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
    services.database.platform.transaction((em) => em.execute<T[]>(text, values));
  const hooks = () => process.get(WebhooksService);
  const hook = (...events: ('budget.alert' | 'run.ended')[]) =>
    tenant.run(() =>
      hooks().create({ url: 'https://hooks.example.test/in', description: '', events }),
    );
  const alert = async (threshold: 50 | 80 | 100 = 80) => {
    const [known] = await sql<{ id: string }>('select id from budgets where tenant_id = ?', [
      tenant.id,
    ]);
    const budgetId =
      known?.id ??
      (await tenant.insert('budgets', { scope: 'tenant', period: 'month', limitNano: '1000' }));
    const passed = { periodStart: new Date(0), limitNano: '1000', spentNano: '801' };
    return tenant.insert('budget_alerts', { budgetId, threshold, ...passed });
  };
  const deliveries = (webhookId: string) =>
    tenant.run(() => process.get(WebhookDeliveries).list(webhookId, { limit: 50 }));
  const one = async (): Promise<ClaimedDelivery> => {
    const [claimed] = await claims.due(10);
    if (!claimed) throw new Error('nothing is due');
    return claimed;
  };
  const deliver = (delivery: ClaimedDelivery) => process.get(Deliverer).deliver(delivery);
  const comeDue = () =>
    sql(`update webhook_deliveries set next_attempt_at = now() where state = 'pending'`);

  it('are written with their cause, and not at all when it is undone', async () => {
    const { id } = await hook('budget.alert');
    const undone = services.database.platform.transaction(async (em) => {
      const budgetId = newId();
      const budget = { scope: 'tenant', period: 'day', limitNano: '1' };
      await insertRow(em, 'budgets', { id: budgetId, tenantId: tenant.id, ...budget });
      const passed = { threshold: 50, periodStart: new Date(0), limitNano: '1', spentNano: '1' };
      await insertRow(em, 'budget_alerts', {
        id: newId(),
        tenantId: tenant.id,
        budgetId,
        ...passed,
      });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect((await deliveries(id)).items).toEqual([]);
    await alert(80);
    expect((await deliveries(id)).items).toMatchObject([
      { type: 'budget.alert', state: 'pending', attempts: 0 },
    ]);
  });

  it('are written whichever role the cause comes by', async () => {
    const { id } = await hook('run.ended');
    const agent = await tenant.agent();
    const runId = await tenant.queuedRun(agent, await tenant.thread(agent.id));
    const end = `update runs set state = 'stopped', ended_at = now() where id = ?`;
    await tenant.run(() => services.database.tenants.transaction((em) => em.execute(end, [runId])));
    expect((await deliveries(id)).items).toMatchObject([
      { type: 'run.ended', payload: { data: { runId, state: 'stopped' } } },
    ]);
  });

  it('are for those who asked for the event, are on, and of the tenant', async () => {
    const wanted = await hook('budget.alert');
    const otherEvent = await hook('run.ended');
    const off = await hook('budget.alert');
    await tenant.run(() => hooks().update(off.id, { enabled: false }));
    const stranger = await testTenant(services.database);
    const foreign = await stranger.run(() =>
      hooks().create({ url: 'https://b.example.test', description: '', events: ['budget.alert'] }),
    );
    await alert();
    const due = await claims.due(10);
    expect(due.map(({ webhookId }) => webhookId)).toEqual([wanted.id]);
    expect((await deliveries(otherEvent.id)).items).toEqual([]);
    expect((await deliveries(off.id)).items).toEqual([]);
    await expect(deliveries(foreign.id)).rejects.toThrow('no such webhook');
  });

  it('mark the alert as told only when somebody took it', async () => {
    await hook('budget.alert');
    const id = await alert();
    const told = async () =>
      (
        await sql<{ told: boolean }>(
          'select delivered_at is not null as told from budget_alerts where id = ?',
          [id],
        )
      )[0]?.told;
    answer = () => Promise.resolve(503);
    await deliver(await one());
    expect(await told()).toBe(false);
    answer = () => Promise.resolve(200);
    await comeDue();
    await deliver(await one());
    expect(await told()).toBe(true);
  });

  const many = async (count: number): Promise<void> => {
    const { id } = await hook('run.ended');
    const row = { webhookId: id, type: 'run.ended', body: '{}', nextAttemptAt: new Date() };
    for (let index = 0; index < count; index += 1) {
      await tenant.insert('webhook_deliveries', { ...row, messageId: newId() });
    }
  };

  it('are one process’s at a time, however many look', async () => {
    await many(12);
    const taken = (await Promise.all(Array.from({ length: 12 }, () => claims.due(10)))).flat();
    expect(new Set(taken.map((each) => each.id)).size).toBe(taken.length);
    expect(taken.length).toBeGreaterThanOrEqual(4);
  });

  it('leave room for others: of one endpoint, few at a time', async () => {
    await many(6);
    expect(await claims.due(10)).toHaveLength(4);
    expect(await claims.due(10)).toEqual([]);
    await many(1);
    expect(await claims.due(10)).toHaveLength(1);
  });

  it('are taken over from a process that died, which then has no say any more', async () => {
    const { id } = await hook('budget.alert');
    await alert();
    const dead = await one();
    expect(await claims.due(10)).toEqual([]);
    await sql('update webhook_deliveries set claimed_until = now()');
    const heir = await one();
    expect(heir.messageId).toBe(dead.messageId);
    answer = () => Promise.resolve(500);
    await deliver(dead);
    const [before] = (await deliveries(id)).items;
    expect(before?.log).toEqual([]);
    answer = () => Promise.resolve(200);
    await deliver(heir);
    expect((await deliveries(id)).items).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  });

  it('keep their id and bytes from attempt to attempt, and fail after the last', async () => {
    const { id } = await hook('budget.alert');
    await alert();
    answer = () => Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const claimed = await one();
      expect(claimed.attempts).toBe(attempt);
      await deliver(claimed);
      await comeDue();
    }
    expect(new Set(sent.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    const [failed] = (await deliveries(id)).items;
    expect(failed).toMatchObject({ state: 'failed', attempts: MAX_ATTEMPTS });
    expect(failed?.log.at(-1)).toMatchObject({ error: 'It could not be reached (ECONNREFUSED).' });
    expect(await claims.due(10)).toEqual([]);
    // Again, when somebody says so.
    answer = () => Promise.resolve(200);
    await tenant.run(() => process.get(WebhookDeliveries).resend(id, failed?.id ?? ''));
    const again = await one();
    expect(again).toMatchObject({ messageId: failed?.messageId, attempts: 1 });
    await deliver(again);
    expect((await deliveries(id)).items).toMatchObject([{ state: 'delivered' }]);
  });

  it.each([
    ['five days of failures', 500, '5 days', /^Nothing could be delivered for five days/],
    ['word that it is gone', 410, '0 days', /HTTP 410/],
  ])('switch an endpoint off after %s, with a note', async (_why, status, failing, note) => {
    const { id } = await hook('budget.alert');
    await sql('update webhooks set failing_since = now() - ?::interval', [failing]);
    await alert(50);
    await alert(80);
    answer = () => Promise.resolve(status);
    await deliver(await one());
    const view = await tenant.run(() => hooks().get(id));
    expect(view).toMatchObject({
      enabled: false,
      disabledReason: expect.stringMatching(note) as string,
    });
    expect((await deliveries(id)).items.map(({ state }) => state)).toEqual(['failed', 'failed']);
    const audited = await sql<{ action: string }>(
      `select action from audit_entries where tenant_id = ? and action = 'webhook.disabled'`,
      [tenant.id],
    );
    expect(audited).toHaveLength(1);
    // And people switch it on again, with a clean slate.
    const on = await tenant.run(() => hooks().update(id, { enabled: true }));
    expect(on).toEqual(
      expect.not.objectContaining({ disabledReason: expect.anything() as string }),
    );
    expect(on.failingSince).toBeUndefined();
  });

  it('go on for an endpoint that fails for less', async () => {
    const { id } = await hook('budget.alert');
    await sql(`update webhooks set failing_since = now() - interval '4 days'`);
    await alert();
    answer = () => Promise.resolve(500);
    await deliver(await one());
    expect(await tenant.run(() => hooks().get(id))).toMatchObject({ enabled: true });
    await comeDue();
    answer = () => Promise.resolve(200);
    await deliver(await one());
    expect((await tenant.run(() => hooks().get(id))).failingSince).toBeUndefined();
  });

  it('do not fail their cause when the endpoint is being deleted', async () => {
    const { id } = await hook('budget.alert');
    await services.database.platform.transaction(async (em) => {
      await em.execute('delete from webhooks where id = ?', [id]);
      // Beside it, in a transaction of its own; it would wait here if it minded the endpoint.
      await alert();
    });
    expect(await claims.due(10)).toEqual([]);
  });

  it('are forgotten a month after their end', async () => {
    await hook('budget.alert');
    await alert(50);
    await deliver(await one());
    await alert(80);
    expect(await claims.prune()).toBe(0);
    await sql(`update webhook_deliveries set finished_at = now() - interval '31 days'
                where state = 'delivered'`);
    expect(await claims.prune()).toBe(1);
  });
});
