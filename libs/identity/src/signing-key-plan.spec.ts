import { planKeys, retirementOf, type KeyPolicy } from './signing-key-plan';

const policy: KeyPolicy = { signsForMs: 1000_000, tokenLifeMs: 600_000 };
const key = (id: string, created: number) => {
  const createdAt = new Date(created);
  return { id, createdAt, retiresAt: retirementOf(createdAt, policy) };
};

describe('planKeys', () => {
  it('asks for a key when there is none', () => {
    expect(planKeys([], new Date(0), policy)).toEqual({ verifyWith: [], retired: [] });
  });

  it('signs with the newest key', () => {
    const plan = planKeys([key('old', 0), key('new', 10)], new Date(20), policy);
    expect(plan.signWith).toBe('new');
  });

  it('asks for a new key when the newest passes its age, and goes on to accept the old one', () => {
    const plan = planKeys([key('old', 0)], new Date(policy.signsForMs), policy);
    expect(plan).toEqual({ signWith: undefined, verifyWith: ['old'], retired: [] });
  });

  it('keeps a key for as long as a token it signed can live', () => {
    const lastToken = policy.signsForMs - 1 + policy.tokenLifeMs;
    expect(planKeys([key('old', 0)], new Date(lastToken), policy).verifyWith).toEqual(['old']);
  });

  it('retires it after that', () => {
    const old = key('old', 0);
    expect(planKeys([old], old.retiresAt, policy)).toEqual({ verifyWith: [], retired: ['old'] });
  });
});
