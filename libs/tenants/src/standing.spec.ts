import { StandingCache, type Standing } from './standing';

const key = { userId: 'u', tenantId: 't', sessionFamily: 'f' };
const live: Standing = { live: true, operator: false, role: 'viewer' };
const loader = (...answers: Standing[]) => {
  const load = jest.fn<Promise<Standing>, []>();
  for (const answer of answers) load.mockResolvedValueOnce(answer);
  return load;
};

describe('StandingCache', () => {
  it('asks once while it is fresh, and again when it is not', async () => {
    let now = 0;
    const cache = new StandingCache(5_000, 10, () => now);
    const load = loader(live, { ...live, role: 'admin' });
    await cache.get(key, load);
    now = 4_999;
    expect(await cache.get(key, load)).toBe(live);
    now = 5_000;
    expect(await cache.get(key, load)).toMatchObject({ role: 'admin' });
    expect(load).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['the user', { userId: 'u' }],
    ['the tenant', { tenantId: 't' }],
    ['the session', { sessionFamily: 'f' }],
    ['the user in the tenant', { userId: 'u', tenantId: 't' }],
    ['everybody', {}],
  ])('forgets when %s changes', async (_, change) => {
    const cache = new StandingCache(5_000);
    const load = loader(live, live);
    await cache.get(key, load);
    cache.forget(change);
    await cache.get(key, load);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('keeps what a change does not concern', async () => {
    const cache = new StandingCache(5_000);
    const load = loader(live);
    await cache.get(key, load);
    cache.forget({ userId: 'u', tenantId: 'other' });
    expect(await cache.get(key, load)).toBe(live);
  });

  it('does not keep what was read while a change came in', async () => {
    const cache = new StandingCache(5_000);
    const slow = jest.fn(() => {
      cache.forget({ tenantId: 't' });
      return Promise.resolve(live);
    });
    await cache.get(key, slow);
    await cache.get(key, slow);
    expect(slow).toHaveBeenCalledTimes(2);
  });

  it('is bounded', async () => {
    const cache = new StandingCache(5_000, 2);
    const load = jest.fn(() => Promise.resolve(live));
    for (const sessionFamily of ['a', 'b', 'c', 'a']) {
      await cache.get({ ...key, sessionFamily }, load);
    }
    expect(load).toHaveBeenCalledTimes(4);
  });
});
