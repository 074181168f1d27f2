import { randomBytes } from 'node:crypto';
import { newId } from '@renum/platform';
import type { TestDatabase } from './database';
import { insertRow } from './rows';
import { testTenant, type TestTenant } from './tenant';

/**
 * A tenant with at least one row in every tenant table, so that "sees nothing" means something.
 * A new table belongs in here; the catalogue spec says so when it is missing.
 */
export async function tenantInEveryTable(db: TestDatabase): Promise<TestTenant> {
  const tenant = await testTenant(db);
  const agent = await tenant.agent();
  const threadId = await tenant.thread(agent.id);
  const runId = await tenant.queuedRun(agent, threadId);
  const instanceId = await tenant.instance(threadId, newId());
  await vaultRows(tenant);
  await tenant.insert('invitations', {
    email: 'guest@example.test',
    role: 'viewer',
    tokenHash: randomBytes(32),
    invitedBy: tenant.owner.userId,
    expiresAt: new Date(Date.now() + 60_000),
  });
  await tenant.insert('audit_entries', {
    actorType: 'system',
    action: 'test.filled',
    targetType: 'tenant',
  });
  await tenant.insert('messages', { threadId, runId, role: 'user', content: [] });
  await tenant.insert('outbox', { queue: 'runs', payload: { runId, tenantId: tenant.id } });
  await db.platform.transaction((em) =>
    insertRow(em, 'run_events', {
      tenantId: tenant.id,
      runId,
      seq: 1,
      type: 'run.state',
      body: { type: 'run.state', state: 'queued' },
    }),
  );
  await db.platform.transaction((em) =>
    insertRow(em, 'run_hourly', {
      tenantId: tenant.id,
      hour: new Date(0),
      agentId: agent.id,
      state: 'failed',
      runs: 1,
      steps: 1,
      lastEndedAt: new Date(0),
      lastRunId: runId,
    }),
  );
  await ledgerRows(db, tenant);
  // Charged and posted by the database itself.
  await tenant.insert('usage_events', {
    occurredAt: new Date(),
    kind: 'llm',
    agentId: agent.id,
    agentVersionId: agent.versionId,
    threadId,
    runId,
    instanceId,
    provider: 'openai',
    operation: 'chat.completions',
    costNano: '1',
  });
  await invoiceRows(db, tenant, agent.id);
  await paymentRows(tenant);
  await tenant.insert('price_overrides', {
    setBy: 'tenant',
    provider: 'ollama',
    model: '*',
    rates: { perMillion: { input: '0', output: '0' } },
    effectiveFrom: new Date(0),
  });
  await webhookRows(tenant);
  await tracingRows(db, tenant, runId);
  await policyRows(tenant, { agent, threadId, runId, instanceId });
  return tenant;
}

async function policyRows(
  tenant: TestTenant,
  run: {
    agent: { id: string; versionId: string };
    threadId: string;
    runId: string;
    instanceId: string;
  },
): Promise<void> {
  const { agent, ...ids } = run;
  const later = new Date(Date.now() + 60_000);
  await tenant.insert('custom_providers', { provider: 'own-test', source: 'form', manifest: {} });
  await tenant.insert('connections', { kind: 'mcp', name: 'Test', url: 'https://mcp.example' });
  await tenant.insert('approvals', {
    ...ids,
    agentId: agent.id,
    provider: 'tavily',
    providerTitle: 'Tavily',
    operation: 'search',
    operationTitle: 'Search',
    access: 'read',
    method: 'POST',
    path: '/search',
    requestHash: randomBytes(32),
    expiresAt: later,
  });
  await tenant.insert('call_refusals', {
    ...ids,
    at: new Date(),
    agentId: agent.id,
    agentVersionId: agent.versionId,
    provider: 'tavily',
    method: 'POST',
    path: '/search',
    code: 'operation_not_allowed',
    reason: 'Not allowed.',
  });
  const budgetId = await tenant.insert('budgets', {
    scope: 'tenant',
    period: 'month',
    limitNano: '1000000000',
  });
  await tenant.insert('budget_alerts', {
    budgetId,
    periodStart: new Date(0),
    threshold: 50,
    limitNano: '1000000000',
    spentNano: '500000000',
  });
  await tenant.insert('api_keys', {
    name: 'Test',
    role: 'viewer',
    hint: 'test',
    keyHash: randomBytes(32),
  });
  await tenant.insert('oauth_flows', {
    userId: tenant.owner.userId,
    stateHash: randomBytes(32),
    sealed: randomBytes(60),
    request: {},
    expiresAt: later,
  });
}

async function vaultRows(tenant: TestTenant): Promise<void> {
  const tenantKeyId = await tenant.insert('tenant_keys', {
    rootKeyId: 'test',
    wrappedKey: randomBytes(60),
  });
  const credentialId = await tenant.insert('credentials', { provider: 'openai', name: 'Test' });
  await tenant.insert('credential_versions', {
    credentialId,
    version: 1,
    tenantKeyId,
    ciphertext: randomBytes(60),
  });
}

/** A price for every call, and a grant that pays it. */
async function ledgerRows(db: TestDatabase, { id: tenantId }: TestTenant): Promise<void> {
  const [grantId, transactionId] = [newId(), newId()];
  const name = `test-${tenantId}`;
  const tiers = [{ upTo: null, priceNano: '1000' }];
  const rules = { markupBp: 0, fees: [{ key: 'calls', unit: 'calls', per: 1, tiers }] };
  const at = new Date(0);
  await db.platform.transaction(async (em) => {
    await insertRow(em, 'price_books', { id: newId(), name, version: 1, effectiveFrom: at, rules });
    await insertRow(em, 'billing_accounts', { tenantId, priceBook: name });
    await insertRow(em, 'credit_grants', { id: grantId, tenantId, amountNano: '5000' });
    const grant = { id: transactionId, tenantId, kind: 'grant', currency: 'USD' };
    await insertRow(em, 'ledger_transactions', grant);
    await em.execute(
      `insert into ledger_entries (tenant_id, transaction_id, ordinal, account, amount_nano, grant_id)
       values (?, ?, 1, 'cost', -5000, null), (?, ?, 2, 'grants', 5000, ?)`,
      [tenantId, transactionId, tenantId, transactionId, grantId],
    );
  });
}

async function paymentRows(tenant: TestTenant): Promise<void> {
  const money = { amountNano: 10, currency: 'USD' };
  const what = { provider: 'stripe', purpose: 'top_up', state: 'paid', paidAt: new Date() };
  const paymentId = await tenant.insert('payments', { ...what, ...money });
  await tenant.insert('payment_refunds', { paymentId, amountNano: 10 });
}

async function invoiceRows(db: TestDatabase, tenant: TestTenant, agentId: string): Promise<void> {
  const nothing = { creditsNano: 0, prepaidNano: 0, taxNano: 0, roundingNano: 0 };
  const usd = { currency: 'USD' };
  const tax = { taxName: 'VAT', taxBp: 0 };
  const amounts = { usageNano: 10, totalNano: 10 };
  const month = '2026-01-01';
  const invoiceId = await tenant.insert('invoices', {
    month,
    ...usd,
    ...tax,
    ...nothing,
    ...amounts,
  });
  const line = { agentName: 'Test', item: 'tavily', events: 1, quantityMilli: 0, amountNano: 10 };
  await db.platform.transaction((em) =>
    insertRow(em, 'invoice_lines', {
      tenantId: tenant.id,
      invoiceId,
      position: 1,
      agentId,
      ...line,
    }),
  );
  const note = {
    number: `CN-${tenant.id}`,
    reason: 'Test',
    netNano: 10,
    taxNano: 0,
    totalNano: 10,
  };
  await tenant.insert('credit_notes', { invoiceId, ...usd, ...note });
}

async function webhookRows(tenant: TestTenant): Promise<void> {
  const url = 'https://hooks.example.test/renum';
  const webhookId = await tenant.insert('webhooks', { url, events: ['run.ended'] });
  await tenant.insert('webhook_secrets', { webhookId, sealed: randomBytes(60) });
  await tenant.insert('webhook_deliveries', {
    webhookId,
    messageId: newId(),
    type: 'run.ended',
    body: '{}',
    nextAttemptAt: new Date(),
  });
}

async function tracingRows(db: TestDatabase, tenant: TestTenant, runId: string): Promise<void> {
  await db.platform.transaction((em) => insertRow(em, 'tracing_settings', { tenantId: tenant.id }));
  const nextAttemptAt = new Date();
  await tenant.insert('trace_exports', { runId, captureContent: false, nextAttemptAt });
}
