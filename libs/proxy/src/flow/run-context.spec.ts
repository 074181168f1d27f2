import { agentConfig } from '@renum/contracts';
import { newId } from '@renum/platform';
import { ProviderCatalogue, ProviderDirectory } from '@renum/providers';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import type { Invalidation } from './invalidations';
import { RunContexts } from './run-context';

/** Real: PostgreSQL under row level security, the directory. Played: the invalidation channel. */
describe('RunContexts and own providers', () => {
  let db: TestDatabase;
  let tenant: TestTenant;
  let listeners: ((change: Invalidation | 'all') => void)[];
  let contexts: RunContexts;

  const manifest = (title: string) => ({
    id: 'own-crm',
    title,
    kind: 'tool',
    category: 'own',
    docsUrl: 'https://crm.example',
    secretLabel: 'Key',
    baseUrl: 'https://crm.example',
    hosts: ['crm.example'],
    needsBaseUrl: false,
    injections: [{ type: 'bearer' }],
    operations: [
      { id: 'get', title: 'Get', method: 'GET', path: '/a', access: 'read', safeToRetry: true },
    ],
    test: { method: 'GET', path: '/a' },
    limits: { timeoutMs: 1, idleMs: 1, requestBytes: 1, responseBytes: 1, concurrency: 1 },
  });

  beforeAll(async () => {
    db = await createTestDatabase();
    tenant = await testTenant(db);
    listeners = [];
    const directory = new ProviderDirectory(new ProviderCatalogue(), db.tenants);
    contexts = new RunContexts(db.tenants, directory, {
      live: true,
      onChange: (listener) => void listeners.push(listener),
    });
  });
  afterAll(() => db.drop());

  /** A running run of an agent that is granted the own provider. */
  async function running(of: TestTenant) {
    const config = agentConfig.parse({
      model: { provider: 'openai', name: 'm' },
      grants: [{ provider: 'own-crm', operations: 'all' }],
    });
    const agent = await of.agent({ config });
    const threadId = await of.thread(agent.id);
    const runId = await of.queuedRun(agent, threadId);
    await db.platform.transaction((em) =>
      em.execute(`update runs set state = 'running', started_at = now() where id = ?`, [runId]),
    );
    return {
      tenantId: of.id,
      agentId: agent.id,
      agentVersionId: agent.versionId,
      threadId,
      runId,
      instanceId: newId(),
      exp: 0,
    };
  }
  const sql = (text: string) => db.platform.transaction((em) => em.execute(text, [tenant.id]));
  const tell = () => listeners.forEach((hear) => hear({ type: 'provider', tenantId: tenant.id }));

  it('know those of the tenant, as they are after the news of a change', async () => {
    await tenant.insert('custom_providers', {
      provider: 'own-crm',
      source: 'form',
      manifest: manifest('CRM'),
    });
    const identity = await running(tenant);
    const title = async () => (await contexts.find(identity)).providers.find('own-crm')?.title;
    expect(await title()).toBe('CRM');

    await sql(`update custom_providers set updated_at = now() + interval '1 second',
      manifest = jsonb_set(manifest, '{title}', '"Changed"') where tenant_id = ?`);
    expect(await title()).toBe('CRM');
    tell();
    expect(await title()).toBe('Changed');

    await sql('update custom_providers set archived_at = now() where tenant_id = ?');
    tell();
    expect(await title()).toBeUndefined();
  });

  it("do not know another tenant's", async () => {
    await tenant.insert('custom_providers', {
      provider: 'own-other',
      source: 'form',
      manifest: { ...manifest('CRM'), id: 'own-other' },
    });
    const other = await testTenant(db);
    const { providers } = await contexts.find(await running(other));
    expect(providers.find('own-other')).toBeUndefined();
    expect(providers.find('own-crm')).toBeUndefined();
    expect(providers.find('tavily')).toBeDefined();
  });
});
