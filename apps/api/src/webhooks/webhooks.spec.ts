import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type {
  NewWebhookView,
  Page,
  Problem,
  WebhookDeliveryView,
  WebhookSecretView,
  WebhookView,
} from '@renum/contracts';
import { newId } from '@renum/platform';
import {
  createTestServices,
  insertRow,
  testTenant,
  type TestServices,
  type TestTenant,
} from '@renum/testing';
import { TestControlPlane, type Call } from '../testing/control-plane';
import { ok } from '../testing/ok';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** Whether a receiver that holds `secret` would believe this message. */
function believed({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const content = `${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`;
  const wanted = `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(wanted);
}

/** Webhooks over HTTP: the whole control plane, and a real receiver on the loopback. */
describe('/v1/webhooks', () => {
  let services: TestServices;
  let api: TestControlPlane;
  let second: TestControlPlane;
  let tenant: TestTenant;
  let owner: Call;
  let receiver: Server;
  let url: string;
  let received: Received[] = [];
  let status = 204;

  beforeAll(async () => {
    services = await createTestServices();
    const more = {
      EGRESS_PRIVATE_HOSTS: '127.0.0.1',
      ROOT_KEY_FILE: services.environment['ROOT_KEY_FILE'] ?? '',
    };
    // Two replicas, both of which send.
    api = await TestControlPlane.start(services, more);
    second = await TestControlPlane.start(services, more);
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        received.push({ headers: request.headers, body });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`;
  });
  afterAll(async () => {
    await api.stop();
    await second.stop();
    receiver.close();
    await services.close();
  });
  beforeEach(async () => {
    received = [];
    status = 204;
    tenant = await testTenant(services.database);
    owner = await api.owner(tenant);
  });

  const make = (...events: string[]) =>
    ok<NewWebhookView>(owner('POST', '/v1/webhooks', { url, events }), 201);
  const log = async (id: string) =>
    (await ok<Page<WebhookDeliveryView>>(owner('GET', `/v1/webhooks/${id}/deliveries`))).items;
  const until = async <T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> => {
    for (const end = Date.now() + 15_000; Date.now() < end; await delay(50)) {
      const found = await look();
      if (found !== undefined) return found;
    }
    throw new Error('nothing came');
  };

  it('tell of a budget that is used up, signed, once over two replicas', async () => {
    const { id, secret } = await make('budget.alert');
    const { id: agentId } = await tenant.agent();
    const budget = { scope: 'agent', agentId, period: 'month', limitNano: '1000' };
    const budgetId = await tenant.insert('budgets', budget);
    const passed = { limitNano: '1000', spentNano: '801', periodStart: new Date('2026-11-01') };
    await tenant.insert('budget_alerts', { budgetId, threshold: 80, ...passed });
    const [message] = await until(() => (received.length > 0 ? received : undefined));
    // Time for the other replica to send it too, if it were to.
    await delay(2_500);
    expect(received).toHaveLength(1);
    if (!message) throw new Error('no message');
    expect(believed(message, secret)).toBe(true);
    expect(Math.abs(Number(message.headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(
      30,
    );
    expect(JSON.parse(message.body)).toEqual({
      type: 'budget.alert',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      data: {
        budgetId,
        scope: 'agent',
        agentId,
        period: 'month',
        periodStart: '2026-11-01T00:00:00.000Z',
        threshold: 80,
        limit: { nano: '1000', currency: 'USD' },
        spent: { nano: '801', currency: 'USD' },
      },
    });
    expect(await log(id)).toMatchObject([
      {
        messageId: message.headers['webhook-id'],
        type: 'budget.alert',
        state: 'delivered',
        attempts: 1,
        log: [{ status: 204 }],
        payload: JSON.parse(message.body) as object,
      },
    ]);
  });

  it('tell of wallets, invoices, runs and questions', async () => {
    const { id } = await make(
      ...['wallet.suspended', 'wallet.resumed', 'invoice.issued', 'invoice.paid'],
      ...['run.ended', 'approval.requested'],
    );
    const agent = await tenant.agent();
    const threadId = await tenant.thread(agent.id);
    const runId = await tenant.queuedRun(agent, threadId);
    await services.database.platform.transaction(async (em) => {
      const set = 'update billing_accounts set suspended_at =';
      await insertRow(em, 'billing_accounts', { tenantId: tenant.id, mode: 'prepaid' });
      await em.execute(`${set} now(), suspended_reason = 'wallet_empty' where tenant_id = ?`, [
        tenant.id,
      ]);
      await em.execute(`${set} null, suspended_reason = null where tenant_id = ?`, [tenant.id]);
      const amounts = { usageNano: 10, creditsNano: 0, prepaidNano: 0, taxNano: 0 };
      const invoice = { month: '2026-10-01', currency: 'USD', taxName: 'VAT', taxBp: 0 };
      const sums = { ...amounts, roundingNano: 0, totalNano: 10 };
      const invoiceId = newId();
      await insertRow(em, 'invoices', { id: invoiceId, tenantId: tenant.id, ...invoice, ...sums });
      await em.execute(
        `update invoices set state = 'issued', number = ?, issued_at = now() where id = ?`,
        [`R-${tenant.id}`, invoiceId],
      );
      await em.execute(`update invoices set state = 'paid', paid_at = now() where id = ?`, [
        invoiceId,
      ]);
      await insertRow(em, 'approvals', {
        ...{ id: newId(), tenantId: tenant.id, runId, threadId, agentId: agent.id },
        ...{ instanceId: newId(), provider: 'tavily', providerTitle: 'Tavily' },
        ...{ operation: 'search', operationTitle: 'Search', access: 'read', method: 'POST' },
        ...{ path: '/search', preview: 'what-was-asked', requestHash: Buffer.alloc(32) },
        expiresAt: new Date(Date.now() + 60_000),
      });
      await em.execute(
        `update runs set state = 'failed', reason = 'model_error', detail = 'what-was-said',
           ended_at = now() where id = ?`,
        [runId],
      );
    });
    const all = await until(() => (received.length === 6 ? received : undefined));
    const told = all.map(({ body }) => JSON.parse(body) as { type: string; data: object });
    const by = Object.fromEntries(told.map(({ type, data }) => [type, data]));
    expect(by).toMatchObject({
      'wallet.suspended': { reason: 'wallet_empty', suspendedAt: expect.any(String) as string },
      'wallet.resumed': { resumedAt: expect.any(String) as string },
      'invoice.issued': { number: `R-${tenant.id}`, month: '2026-10', total: { nano: '10' } },
      'invoice.paid': { paidAt: expect.any(String) as string },
      'run.ended': { runId, agentId: agent.id, state: 'failed', reason: 'model_error' },
      'approval.requested': { runId, provider: 'tavily', operation: 'search' },
    });
    // Of what was said and asked, nothing leaves this way.
    expect(JSON.stringify(told)).not.toMatch(/what-was/);
    await until(async () =>
      (await log(id)).every(({ finishedAt }) => finishedAt) ? true : undefined,
    );
  });

  it('show their secret once, and keep none of it in clear', async () => {
    const { id, secret } = await make('run.ended');
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const read = await ok<WebhookView>(owner('GET', `/v1/webhooks/${id}`));
    const listed = await ok<Page<WebhookView>>(owner('GET', '/v1/webhooks'));
    expect(JSON.stringify([read, listed])).not.toContain('whsec_');
    const stored = await services.database.platform.transaction((em) =>
      em.execute<{ sealed: Buffer }[]>('select sealed from webhook_secrets where webhook_id = ?', [
        id,
      ]),
    );
    expect(stored).toHaveLength(1);
    const plain = Buffer.from(secret.replace('whsec_', ''), 'base64');
    for (const { sealed } of stored) {
      expect(sealed.includes(secret)).toBe(false);
      expect(sealed.includes(plain)).toBe(false);
    }
  });

  it('sign by both secrets after a rotation, and by the old one no more after the next', async () => {
    const { id, secret: first } = await make('run.ended');
    const path = `/v1/webhooks/${id}`;
    const { secret: next } = await ok<WebhookSecretView>(owner('POST', `${path}/rotate-secret`));
    await ok(owner('POST', `${path}/test`));
    const { secret: last } = await ok<WebhookSecretView>(owner('POST', `${path}/rotate-secret`));
    await ok(owner('POST', `${path}/test`));
    const [one, two] = received;
    if (!one || !two) throw new Error('no messages');
    expect([first, next, last].map((secret) => believed(one, secret))).toEqual([true, true, false]);
    expect([first, next, last].map((secret) => believed(two, secret))).toEqual([false, true, true]);
  });

  it('are tested at once, off or on, and say what came of it', async () => {
    const { id } = await make('run.ended');
    await ok(owner('PATCH', `/v1/webhooks/${id}`, { enabled: false }));
    const good = await ok<WebhookDeliveryView>(owner('POST', `/v1/webhooks/${id}/test`));
    expect(good).toMatchObject({
      type: 'webhook.test',
      state: 'delivered',
      log: [{ status: 204 }],
    });
    status = 302;
    const bad = await ok<WebhookDeliveryView>(owner('POST', `/v1/webhooks/${id}/test`));
    expect(bad).toMatchObject({
      state: 'failed',
      log: [{ status: 302, error: expect.stringContaining('redirect') as string }],
    });
    expect(received).toHaveLength(2);
  });

  it('send a failed message again under its old id', async () => {
    const { id } = await make('run.ended');
    status = 500;
    const { id: deliveryId, messageId } = await ok<WebhookDeliveryView>(
      owner('POST', `/v1/webhooks/${id}/test`),
    );
    status = 204;
    const path = `/v1/webhooks/${id}/deliveries/${deliveryId}/resend`;
    expect(await ok(owner('POST', path))).toMatchObject({ state: 'pending', messageId });
    await until(async () => ((await log(id))[0]?.state === 'delivered' ? true : undefined));
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual([messageId, messageId]);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  it.each([
    ['http://hooks.example.com/in', 'https is required'],
    ['https://10.1.2.3/in', 'not a public one'],
    ['https://169.254.169.254/latest', 'special'],
    ['ftp://hooks.example.com', 'protocol'],
    ['https://me:pass@hooks.example.com', 'user name'],
    ['nonsense', 'not a URL'],
  ])('are not made for %s', async (to, why) => {
    const body = { url: to, events: ['run.ended'] };
    const problem = await ok<Problem>(owner('POST', '/v1/webhooks', body), 422);
    expect(problem).toMatchObject({ code: 'base_url_refused' });
    expect(problem.detail).toContain(why);
  });

  it('are the owners’ and admins’ alone', async () => {
    const builder = await api.member(tenant, 'builder');
    const { id } = await make('run.ended');
    for (const [method, path] of [
      ['GET', ''],
      ['POST', ''],
      ['GET', `/${id}`],
      ['PATCH', `/${id}`],
      ['DELETE', `/${id}`],
      ['POST', `/${id}/test`],
      ['POST', `/${id}/rotate-secret`],
      ['GET', `/${id}/deliveries`],
    ] as const) {
      expect((await builder(method, `/v1/webhooks${path}`)).status).toBe(403);
    }
    expect((await owner('DELETE', `/v1/webhooks/${id}`)).status).toBe(204);
    await ok(owner('GET', `/v1/webhooks/${id}`), 404);
  });

  it.each([
    [{ url: 'https://a.example', events: [] }],
    [{ url: 'https://a.example', events: ['x'] }],
  ])('are not made of %j', async (body) => {
    await ok(owner('POST', '/v1/webhooks', body), 422);
  });
});
