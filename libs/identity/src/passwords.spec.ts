import { hashPassword, verifyPassword } from './passwords';

/** The shortest of some: what else the machine does only makes things longer. */
const shortest = async (work: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let i = 0; i < 8; i += 1) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return Math.min(...times);
};

describe('passwords', () => {
  it('are stored as argon2id with the parameters we chose', async () => {
    expect(await hashPassword('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('never hash to the same text twice', async () => {
    expect(await hashPassword('x')).not.toBe(await hashPassword('x'));
  });

  it('verify when they are right, and only then', async () => {
    const stored = await hashPassword('correct horse');
    expect(await verifyPassword('correct horse', stored)).toBe(true);
    expect(await verifyPassword('Correct horse', stored)).toBe(false);
    expect(await verifyPassword('', stored)).toBe(false);
  });

  it('cost the same for a user that does not exist', async () => {
    const stored = await hashPassword('correct horse');
    await verifyPassword('warm up', undefined);
    const known = await shortest(() => verifyPassword('wrong', stored));
    const unknown = await shortest(() => verifyPassword('wrong', undefined));
    // Skipping the work would be three orders of magnitude away, not a factor.
    expect(unknown).toBeGreaterThan(known / 4);
  });
});
