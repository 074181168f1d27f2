import { hashPassword, verifyPassword } from './passwords';

const average = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  for (let i = 0; i < 8; i += 1) await work();
  return (performance.now() - begun) / 8;
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
    const known = await average(() => verifyPassword('wrong', stored));
    const unknown = await average(() => verifyPassword('wrong', undefined));
    // Skipping the work would be three orders of magnitude away, not a factor.
    expect(unknown).toBeGreaterThan(known / 4);
  });
});
