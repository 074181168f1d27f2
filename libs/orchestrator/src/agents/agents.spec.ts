import { agentConfig } from '@renum/contracts';
import { auditEntities } from '@renum/audit';
import { newId } from '@renum/platform';
import { ProviderCatalogue } from '@renum/providers';
import {
  createTestDatabase,
  createTestRedis,
  testAgentConfig,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { orchestratorEntities } from '../orchestrator.entities';
import { buildOrchestrator, type TestOrchestrator } from '../testing/orchestrator-harness';

describe('agents', () => {
  let db: TestDatabase;
  let orchestrator: TestOrchestrator;
  let tenant: TestTenant;

  beforeAll(async () => {
    db = await createTestDatabase({ entities: [...orchestratorEntities, ...auditEntities] });
    const { url: redisUrl, prefix } = createTestRedis();
    orchestrator = buildOrchestrator({ ...db, redisUrl, prefix });
    tenant = await testTenant(db);
  });
  afterAll(async () => {
    await orchestrator.close();
    await db.drop();
  });

  const inTenant = <T>(work: () => T): T => tenant.run(work);
  const create = (name = 'Researcher') =>
    inTenant(() => orchestrator.agents.create({ name, config: testAgentConfig() }));

  it('get a new version with each changed configuration, and keep the old ones', async () => {
    const { id, version } = await create();
    expect(version.number).toBe(1);
    const renamed = await inTenant(() => orchestrator.agents.update(id, { name: 'Analyst' }));
    expect(renamed).toMatchObject({ name: 'Analyst', version: { number: 1 } });
    const changed = await inTenant(() =>
      orchestrator.agents.update(id, { config: { limits: { maxSteps: 7 }, tools: ['ask'] } }),
    );
    expect(changed.version.number).toBe(2);
    expect(changed.config).toMatchObject({
      tools: ['ask'],
      limits: { maxSteps: 7, maxSeconds: 900 },
      instructions: 'You are a test agent.',
    });
    const page = await inTenant(() => orchestrator.agents.versions(id, { limit: 10 }));
    expect(page.items.map(({ number }) => number)).toEqual([2, 1]);
    expect(page.items[1]?.config).toEqual(testAgentConfig());
  });

  it('number versions without clash when changed in parallel', async () => {
    const { id } = await create();
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        inTenant(() =>
          orchestrator.agents.update(id, { config: { instructions: `Be ${index}.` } }),
        ),
      ),
    );
    const page = await inTenant(() => orchestrator.agents.versions(id, { limit: 20 }));
    expect(page.items.map(({ number }) => number)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('are archived, not deleted: runs of the past still name them', async () => {
    const { id } = await create('Old hand');
    const thread = await inTenant(() => orchestrator.threads.create({ agentId: id }));
    const threadId = thread.id;
    await inTenant(() => orchestrator.agents.archive(id));
    const notFound = { code: 'not_found' };
    await expect(inTenant(() => orchestrator.agents.get(id))).rejects.toMatchObject(notFound);
    await expect(
      inTenant(() => orchestrator.threads.create({ agentId: id })),
    ).rejects.toMatchObject(notFound);
    await expect(
      inTenant(() => orchestrator.runs.create({ threadId, input: 'x' })),
    ).rejects.toMatchObject({ code: 'conflict' });
    const list = await inTenant(() => orchestrator.agents.list({ limit: 100 }));
    expect(list.items.map((agent) => agent.id)).not.toContain(id);
    const kept = await inTenant(() => orchestrator.threads.get(threadId));
    expect(kept.agentName).toBe('Old hand');
  });

  it('may name only a credential of the own tenant and of the same provider', async () => {
    const other = await testTenant(db);
    const mine = await tenant.insert('credentials', { provider: 'anthropic', name: 'Key' });
    const theirs = await other.insert('credentials', { provider: 'openai', name: 'Key' });
    for (const credentialId of [mine, theirs, newId()]) {
      const config = testAgentConfig({ model: { provider: 'openai', name: 'm', credentialId } });
      await expect(
        inTenant(() => orchestrator.agents.create({ name: 'A', config })),
      ).rejects.toMatchObject({ code: 'not_found' });
    }
    const fallbacks = (provider: 'anthropic' | 'groq', credentialId: string) =>
      testAgentConfig({
        model: {
          provider: 'openai',
          name: 'm',
          fallbacks: [
            { provider: 'openai', name: 'other' },
            { provider, name: 'm', credentialId },
          ],
        },
      });
    for (const [provider, id] of [['groq', mine] as const, ['anthropic', newId()] as const]) {
      const config = fallbacks(provider, id);
      await expect(
        inTenant(() => orchestrator.agents.create({ name: 'A', config })),
      ).rejects.toMatchObject({ code: 'not_found' });
    }
    const config = fallbacks('anthropic', mine);
    const { id } = await inTenant(() => orchestrator.agents.create({ name: 'A', config }));
    await expect(inTenant(() => orchestrator.agents.get(id))).resolves.toMatchObject({ config });
  });

  it('may name a credential for its model', async () => {
    const own = await tenant.insert('credentials', { provider: 'openai', name: 'Key' });
    const config = testAgentConfig({
      model: { provider: 'openai', name: 'm', credentialId: own },
    });
    await expect(
      inTenant(() => orchestrator.agents.create({ name: 'A', config })),
    ).resolves.toMatchObject({ config: { model: { credentialId: own } } });
  });

  it('may be granted only what is there, and what is the own tenant’s', async () => {
    const other = await testTenant(db);
    const theirs = await other.insert('credentials', { provider: 'tavily', name: 'Key' });
    const foreign = await other.insert('connections', {
      kind: 'mcp',
      name: 'A',
      url: 'https://a.example',
    });
    const grants = (...all: object[]) => testAgentConfig({ grants: all } as never);
    const refused = { code: 'validation_failed' };
    const table: [object, object][] = [
      [grants({ provider: 'own-nobody', operations: 'all' }), refused],
      [grants({ provider: 'openai', operations: 'all' }), refused],
      [grants({ provider: 'tavily', operations: ['nothing'] }), refused],
      [
        grants({ provider: 'tavily', operations: 'all', credentialId: theirs }),
        { code: 'not_found' },
      ],
      [
        testAgentConfig({ connections: [{ connectionId: foreign, tools: 'all' }] } as never),
        { code: 'not_found' },
      ],
    ];
    for (const [config, error] of table)
      await expect(
        inTenant(() =>
          orchestrator.agents.create({ name: 'A', config: agentConfig.parse(config) }),
        ),
      ).rejects.toMatchObject(error);
  });

  it('can be changed although something that they were granted is gone', async () => {
    const row = await tenant.insert('custom_providers', {
      provider: 'own-gone',
      source: 'form',
      manifest: {
        ...new ProviderCatalogue().get('slack'),
        id: 'own-gone',
        oauth2: undefined,
        baseUrl: 'https://gone.example',
        hosts: ['gone.example'],
      },
    });
    const grant = { provider: 'own-gone', operations: 'read' };
    const config = agentConfig.parse({ ...testAgentConfig(), grants: [grant] });
    const { id } = await inTenant(() => orchestrator.agents.create({ name: 'A', config }));
    await db.platform.transaction((em) =>
      em.execute('update custom_providers set archived_at = now() where id = ?', [row]),
    );
    const change = (part: object) =>
      inTenant(() => orchestrator.agents.update(id, { config: part }));
    await expect(change({ instructions: 'New' })).resolves.toMatchObject({
      version: { number: 2 },
    });
    const again = [{ ...config.grants[0], operations: 'all' }];
    await expect(change({ grants: again })).rejects.toMatchObject({ code: 'validation_failed' });
  });

  it('of another tenant do not exist', async () => {
    const { id } = await create();
    const other = await testTenant(db);
    const notFound = { code: 'not_found' };
    await other.run(async () => {
      await expect(orchestrator.agents.get(id)).rejects.toMatchObject(notFound);
      await expect(orchestrator.agents.update(id, { name: 'x' })).rejects.toMatchObject(notFound);
      await expect(orchestrator.agents.archive(id)).rejects.toMatchObject(notFound);
      await expect(orchestrator.threads.create({ agentId: id })).rejects.toMatchObject(notFound);
      expect((await orchestrator.agents.list({ limit: 10 })).items).toEqual([]);
    });
  });

  it('leave a trace of who changed them', async () => {
    const { id } = await create();
    const rows = await db.platform.transaction((em) =>
      em.execute<{ action: string; actor_id: string }[]>(
        'select action, actor_id from audit_entries where target_id = ?',
        [id],
      ),
    );
    expect(rows).toEqual([{ action: 'agent.created', actor_id: tenant.owner.userId }]);
  });
});
