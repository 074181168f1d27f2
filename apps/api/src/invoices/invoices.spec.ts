import type { InvoiceDetailView, InvoiceView, Page } from '@renum/contracts';
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

/** Invoices over HTTP, on the whole control plane. */
describe('/v1/invoices', () => {
  let database: TestDatabase;
  let api: TestControlPlane;
  let tenant: TestTenant;
  let owner: Call;
  let operator: Call;

  beforeAll(async () => {
    database = await createTestDatabase();
    api = await TestControlPlane.start({ database, redis: createTestRedis() });
    tenant = await testTenant(database, { createdAt: new Date('2026-01-01') });
    owner = await api.owner(tenant);
    operator = await api.operator();
  });
  afterAll(async () => {
    await api.stop();
    await database.drop();
  });

  const ofTenant = (path: string) => `/v1/operator/tenants/${tenant.id}/${path}`;

  it('go from a draft to paid, and their tenant reads them', async () => {
    const tiers = [{ upTo: null, priceNano: '20000000' }];
    const fees = [{ key: 'calls', unit: 'calls', per: 1, tiers }];
    const effectiveFrom = '2026-01-01T00:00:00.000Z';
    const book = { name: 'plain', effectiveFrom, rules: { markupBp: 0, fees } };
    await ok(operator('POST', '/v1/operator/price-books', book), 201);
    await ok(operator('PATCH', ofTenant('billing'), { priceBook: 'plain', taxBp: 1000 }));
    const { id: agentId, versionId } = await tenant.agent({ name: 'Researcher' });
    const threadId = await tenant.thread(agentId);
    const runId = await tenant.queuedRun({ id: agentId, versionId }, threadId);
    for (let count = 0; count < 3; count += 1)
      await tenant.insert('usage_events', {
        ...{ agentId, agentVersionId: versionId, threadId, runId, instanceId: newId() },
        ...{ occurredAt: new Date('2026-02-03T04:05:06Z'), kind: 'tool', provider: 'tavily' },
        ...{ operation: 'search', costNano: '0' },
      });
    const draft = await ok<InvoiceDetailView>(
      operator('POST', ofTenant('invoices'), { month: '2026-02' }),
      201,
    );
    expect(draft).toMatchObject({ state: 'draft', total: { nano: '70000000' } });
    expect(draft.lines).toMatchObject([
      { agentName: 'Researcher', item: 'tavily search', events: 3 },
    ]);
    await ok(owner('GET', `/v1/invoices/${draft.id}`), 404);
    const seen = await ok<InvoiceDetailView>(operator('GET', `/v1/operator/invoices/${draft.id}`));
    expect(seen).toEqual(draft);
    const preview = await operator('GET', `/v1/operator/invoices/${draft.id}/pdf`);
    const name = `attachment; filename="draft-${draft.id}.pdf"`;
    expect(preview.headers.get('content-disposition')).toBe(name);
    const table = await operator('GET', `/v1/operator/invoices/${draft.id}/csv`);
    expect(await table.text()).toContain('usage,Researcher,,tavily search,3');
    const step = (name: string, body?: object) =>
      operator('POST', `/v1/operator/invoices/${draft.id}/${name}`, body);
    await ok(step('pay'), 409);
    const { number } = await ok<InvoiceDetailView>(step('issue'));
    const note = { id: newId(), netNano: '10000000', reason: 'Outage' };
    await ok(step('credit-notes', note));
    await ok(step('credit-notes', { ...note, id: newId(), netNano: '1' }), 422);
    await ok(step('pay'));
    await ok(step('void'), 409);
    const all = await ok<Page<InvoiceView>>(owner('GET', '/v1/invoices'));
    expect(all.items).toMatchObject([{ id: draft.id, number, state: 'paid' }]);
    const own = await ok<InvoiceDetailView>(owner('GET', `/v1/invoices/${draft.id}`));
    expect(own.creditNotes).toMatchObject([{ reason: 'Outage' }]);
    const drafts = await ok<Page<InvoiceView>>(operator('GET', ofTenant('invoices')));
    expect(drafts.items).toEqual(all.items);
    const pdf = await owner('GET', `/v1/invoices/${draft.id}/pdf`);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.headers.get('content-disposition')).toBe(`attachment; filename="${number}.pdf"`);
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    const csv = await owner('GET', `/v1/invoices/${draft.id}/csv`);
    expect(await csv.text()).toContain('usage,Researcher,,tavily search,3,,,0.06,USD');
  });

  it('of all tenants are written for a month at once, by operators', async () => {
    const run = '/v1/operator/invoice-runs';
    const other = await testTenant(database);
    await ok(operator('PATCH', `/v1/operator/tenants/${other.id}/billing`, { priceBook: 'plain' }));
    await other.insert('usage_events', {
      occurredAt: new Date('2026-04-15T10:00:00Z'),
      ...{ kind: 'tool', provider: 'tavily', operation: 'search', costNano: '0' },
      agentId: newId(),
    });
    await ok(owner('POST', run, { month: '2026-04' }), 403);
    await ok(operator('POST', run, { month: new Date().toISOString().slice(0, 7) }), 409);
    expect(await ok(operator('POST', run, { month: '2026-04', issue: false }))).toEqual({
      ...{ month: '2026-04', issued: 0, drafted: 1, failed: 0 },
    });
    expect(await ok(operator('POST', run, { month: '2026-04' }))).toMatchObject({ issued: 0 });
    const drafts = await ok<Page<InvoiceView>>(
      operator('GET', `/v1/operator/tenants/${other.id}/invoices`),
    );
    expect(drafts.items).toMatchObject([{ month: '2026-04', state: 'draft' }]);
  });

  it('are the owners’ and admins’ to see, and the operators’ to write', async () => {
    const builder = await api.member(tenant, 'builder');
    await ok(builder('GET', '/v1/invoices'), 403);
    await ok(owner('POST', ofTenant('invoices'), { month: '2026-03' }), 403);
    await ok(operator('POST', `/v1/operator/invoices/${newId()}/issue`), 404);
    await ok(operator('GET', `/v1/operator/invoices/${newId()}`), 404);
    await ok(owner('GET', `/v1/operator/invoices/${newId()}/pdf`), 403);
    await ok(
      operator('POST', `/v1/operator/tenants/${newId()}/invoices`, { month: '2026-03' }),
      404,
    );
    await ok(operator('POST', ofTenant('invoices'), { month: '2026-13' }), 422);
    // It was not there yet.
    await ok(operator('POST', ofTenant('invoices'), { month: '2025-12' }), 422);
  });
});
