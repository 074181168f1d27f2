import { newId } from '@renum/platform';
import type { OpenKey } from '@renum/tenants';
import type { TenantDatabase } from '@renum/database';
import { AppContexts } from './app-context';
import type { Invalidation } from './invalidations';
import { RateGate } from './rate-gate';

/** Played: the database, which only counts how often it is asked. */
describe('apps by their keys', () => {
  const tenantId = newId();
  const wrong = { code: 'unauthenticated' };
  const tooMany = { code: 'too_many_requests' };

  function setUp(more: Partial<OpenKey> = {}) {
    let tell: (change: Invalidation | 'all') => void = () => undefined;
    const news = { live: true, onChange: (listener: typeof tell) => void (tell = listener) };
    const known = new Map<string, OpenKey>();
    const add = (key: string): OpenKey => {
      const open = { id: newId(), tenantId, role: 'viewer', scopes: ['llm'] } as const;
      known.set(key, { ...open, tenantState: 'active', ...more });
      return known.get(key)!;
    };
    const asked: string[] = [];
    const keys = {
      find: (key: string) => {
        asked.push(key);
        return Promise.resolve(known.get(key));
      },
    };
    const database = {
      transaction: (work: (em: object) => unknown) =>
        Promise.resolve(work({ execute: () => Promise.resolve([]) })),
    } as unknown as TenantDatabase;
    let now = 0;
    const contexts = new AppContexts(keys, database, new RateGate(() => now), news);
    return {
      ...{ contexts, news, known, add, asked },
      tell: (change: Invalidation | 'all') => tell(change),
      pass: (ms: number) => (now += ms),
    };
  }

  it('are asked for once in a moment, and again after each word of theirs', async () => {
    const { contexts, add, asked, tell } = setUp();
    const { id: apiKeyId } = add('a');
    const find = () => contexts.find('a', 'x');
    await find();
    await find();
    tell({ type: 'apiKey', tenantId, apiKeyId: newId() });
    tell({ type: 'credential', tenantId });
    tell({ type: 'tenant', tenantId: newId() });
    expect(await find()).toMatchObject({ tenantId, apiKeyId, tenantActive: true });
    expect(asked).toHaveLength(1);
    const changes: (Invalidation | 'all')[] = [
      { type: 'apiKey', tenantId, apiKeyId },
      { type: 'tenant', tenantId },
      'all',
    ];
    for (const change of changes) {
      tell(change);
      await find();
    }
    expect(asked).toHaveLength(4);
  });

  it.each([
    ['of no use for models', { scopes: ['api'] }],
    ['of a suspended tenant', { tenantState: 'suspended' }],
    ['over at this moment', { expiresAt: new Date(Date.now() - 1) }],
  ] as [string, Partial<OpenKey>][])('are not kept when they are %s', async (_, more) => {
    const { contexts, add, asked } = setUp(more);
    add('a');
    await contexts.find('a', 'x');
    await contexts.find('a', 'x');
    expect(asked).toHaveLength(2);
  });

  it('that nobody has are not looked up without end for one address', async () => {
    const { contexts, add, asked, tell, pass } = setUp();
    add('right');
    await contexts.find('right', 'x');
    for (let count = 0; count < 60; count += 1)
      await expect(contexts.find(`wrong-${count}`, 'x')).rejects.toMatchObject(wrong);
    for (let count = 0; count < 10; count += 1)
      await expect(contexts.find(`more-${count}`, 'x')).rejects.toMatchObject(tooMany);
    expect(asked).toHaveLength(61);
    await expect(contexts.find('another', 'y')).rejects.toMatchObject(wrong);
    // What opened something is looked up again, flood or not; what was never seen is not.
    tell('all');
    await contexts.find('right', 'x');
    add('new');
    await expect(contexts.find('new', 'x')).rejects.toMatchObject(tooMany);
    pass(1_000);
    await contexts.find('new', 'x');
  });

  it('that were revoked are as any other wrong one', async () => {
    const { contexts, add, known, asked, tell } = setUp();
    add('a');
    await contexts.find('a', 'x');
    known.delete('a');
    tell('all');
    for (let count = 0; count < 61; count += 1)
      await contexts.find('a', 'x').catch(() => undefined);
    await expect(contexts.find('a', 'x')).rejects.toMatchObject(tooMany);
    expect(asked).toHaveLength(61);
  });
});
