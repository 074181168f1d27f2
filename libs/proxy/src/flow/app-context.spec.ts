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
    let answering = Promise.resolve();
    const keys = {
      find: async (key: string) => {
        asked.push(key);
        await answering;
        return known.get(key);
      },
    };
    /** The database is slow until the answer is called. */
    const hold = (): (() => void) => {
      let goOn = (): void => undefined;
      answering = new Promise((resolve) => (goOn = resolve));
      return () => goOn();
    };
    const database = {
      transaction: (work: (em: object) => unknown) =>
        Promise.resolve(work({ execute: () => Promise.resolve([]) })),
    } as unknown as TenantDatabase;
    let now = 0;
    const contexts = new AppContexts(keys, database, new RateGate(() => now), news);
    return {
      ...{ contexts, news, known, add, asked, hold },
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

  it('that nobody has count for the whole network of an IPv6 address', async () => {
    const { contexts } = setUp();
    for (let count = 0; count < 60; count += 1) {
      const find = contexts.find(`wrong-${count}`, `2001:db8:1:2::${count.toString(16)}`);
      await expect(find).rejects.toMatchObject(wrong);
    }
    await expect(contexts.find('a', '2001:db8:1:2:ffff::1')).rejects.toMatchObject(tooMany);
    await expect(contexts.find('a', '2001:db8:1:3::1')).rejects.toMatchObject(wrong);
    await expect(contexts.find('a', '::ffff:192.0.2.1')).rejects.toMatchObject(wrong);
  });

  it('that nobody has leave room for those that opened something, from wherever they come', async () => {
    const { contexts, add, tell, hold } = setUp();
    add('right');
    await contexts.find('right', 'x');
    tell('all');
    const goOn = hold();
    const flood = Array.from({ length: 100 }, (_, index) =>
      contexts.find(`wrong-${index}`, `10.0.0.${index}`).catch((error: unknown) => error),
    );
    const right = contexts.find('right', 'x');
    goOn();
    await expect(right).resolves.toMatchObject({ tenantId });
    const codes = (await Promise.all(flood)).map((error) => (error as { code: string }).code);
    expect(codes.filter((code) => code === 'overloaded')).toHaveLength(52);
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
