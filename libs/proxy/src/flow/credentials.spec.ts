import { DomainError, newId } from '@renum/platform';
import { ProviderCatalogue } from '@renum/providers';
import { Credentials } from './credentials';
import type { Invalidation } from './invalidations';

/** V6: what is kept in memory is forgotten at the first word, and not kept where none is heard. */
describe('credentials at hand', () => {
  const manifest = new ProviderCatalogue().get('tavily');
  const identity = {
    tenantId: newId(),
    agentId: newId(),
    agentVersionId: newId(),
    threadId: newId(),
    runId: newId(),
    instanceId: newId(),
    exp: 4_000_000_000,
  };

  function setUp() {
    let tell: (change: Invalidation | 'all') => void = () => undefined;
    let opened = 0;
    const gate: { wait?: Promise<void>; expiresAt?: Date } = {};
    const news = { live: true, onChange: (listener: typeof tell) => void (tell = listener) };
    const vault = {
      resolve: () => Promise.resolve({ credentialId: 'c' }),
      open: async () => {
        opened += 1;
        await gate.wait;
        const { expiresAt } = gate;
        const value = 'tvly-0123456789';
        return { credentialId: 'c', version: 1, value, standIn: false, expiresAt };
      },
    };
    const credentials = new Credentials(vault, undefined, news);
    const get = async () => credentials.get(identity, manifest, undefined);
    return { news, gate, get, opened: () => opened, tell: (c: Invalidation | 'all') => tell(c) };
  }

  it('are opened once while changes are heard', async () => {
    const { get, opened } = setUp();
    await get();
    await get();
    expect(opened()).toBe(1);
  });

  it('are not kept beyond their own expiry', async () => {
    const { get, gate, opened } = setUp();
    gate.expiresAt = new Date(Date.now() - 1);
    await get();
    await get();
    expect(opened()).toBe(2);
    gate.expiresAt = new Date(Date.now() + 3_600_000);
    await get();
    await get();
    expect(opened()).toBe(3);
  });

  it('are opened for each call while changes cannot be heard', async () => {
    const { get, opened, news } = setUp();
    news.live = false;
    await get();
    await get();
    expect(opened()).toBe(2);
  });

  it.each<[string, Invalidation | 'all']>([
    ['its credential', { type: 'credential', tenantId: identity.tenantId, credentialId: newId() }],
    ['its tenant', { type: 'tenant', tenantId: identity.tenantId }],
    ['anything', 'all'],
  ])('are forgotten when %s may have changed', async (_, change) => {
    const { get, opened, tell } = setUp();
    await get();
    tell({ type: 'credential', tenantId: newId(), credentialId: newId() });
    await get();
    expect(opened()).toBe(1);
    tell(change);
    await get();
    expect(opened()).toBe(2);
  });

  it('are not kept when the news came while they were being opened', async () => {
    const { get, opened, tell, gate } = setUp();
    let go: () => void = () => undefined;
    gate.wait = new Promise((resolve) => (go = resolve));
    const slow = get();
    await new Promise((resolve) => setImmediate(resolve));
    tell('all');
    go();
    await slow;
    await get();
    expect(opened()).toBe(2);
  });
});

describe('keys of the platform', () => {
  const identity = { tenantId: newId(), apiKeyId: newId() };
  const platformId = newId();
  const openai = new ProviderCatalogue().get('openai');

  function setUp(missing: (tenantId: string) => boolean) {
    const opened: { tenantId: string; forTenantId?: string }[] = [];
    const vault = {
      resolve: ({ tenantId }: { tenantId: string }) =>
        missing(tenantId)
          ? Promise.reject(new DomainError('credential_missing', `None of ${tenantId}.`))
          : Promise.resolve({ credentialId: 'c' }),
      open: (wanted: { tenantId: string; forTenantId?: string }) => {
        opened.push(wanted);
        const value = 'sk-0123456789abcdef';
        return Promise.resolve({ credentialId: 'c', version: 1, value, standIn: false });
      },
      platformFor: () => Promise.resolve(platformId),
    };
    let tell: (change: Invalidation | 'all') => void = () => undefined;
    const news = { live: true, onChange: (listener: typeof tell) => void (tell = listener) };
    const credentials = new Credentials(vault, undefined, news);
    return { credentials, opened, tell: (change: Invalidation) => tell(change) };
  }
  const ofTenant = (tenantId: string) => tenantId === identity.tenantId;

  it('are opened as the platform’s, for the tenant, which is told of none but its own', async () => {
    const { credentials, opened } = setUp(ofTenant);
    const ready = await credentials.get(identity, openai, undefined);
    expect(ready).toMatchObject({ tenantId: platformId, platformKey: true });
    expect(opened).toMatchObject([{ tenantId: platformId, forTenantId: identity.tenantId }]);
    const none = setUp(() => true).credentials.get(identity, openai, undefined);
    await expect(none).rejects.toThrow(`None of ${identity.tenantId}.`);
  });

  it.each([
    ['the tenant’s own provider', { ...openai, id: 'own-shop' }, undefined],
    ['an API that is not sold by the call', new ProviderCatalogue().get('github'), undefined],
    ['a key that the agent names', openai, newId()],
  ])('are never for %s', async (_, manifest, credentialId) => {
    const { credentials, opened } = setUp(ofTenant);
    const got = credentials.get(identity, manifest, credentialId);
    await expect(got).rejects.toMatchObject({ code: 'credential_missing' });
    expect(opened).toEqual([]);
  });

  it('are forgotten when something changes at either of the two', async () => {
    const { credentials, opened, tell } = setUp(ofTenant);
    const get = async () => credentials.get(identity, openai, undefined);
    await get();
    tell({ type: 'credential', tenantId: newId() });
    await get();
    expect(opened).toHaveLength(1);
    for (const tenantId of [platformId, identity.tenantId]) {
      tell({ type: 'credential', tenantId });
      await get();
    }
    tell({ type: 'tenant', tenantId: identity.tenantId });
    await get();
    expect(opened).toHaveLength(4);
  });
});
