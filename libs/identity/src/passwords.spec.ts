import * as argon2 from '@node-rs/argon2';
import { hashPassword, verifyPassword } from './passwords';

jest.mock('@node-rs/argon2', () => {
  const real = jest.requireActual<typeof argon2>('@node-rs/argon2');
  return { ...real, verify: jest.fn(real.verify) };
});
const ARGON2ID = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;

describe('passwords', () => {
  it('are stored as argon2id with the parameters we chose', async () => {
    expect(await hashPassword('correct horse')).toMatch(ARGON2ID);
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
    // The same work, told by its parameters: time is other work's on a busy machine.
    jest.mocked(argon2.verify).mockClear();
    expect(await verifyPassword('wrong', undefined)).toBe(false);
    expect(jest.mocked(argon2.verify).mock.calls).toEqual([
      [expect.stringMatching(ARGON2ID), 'wrong'],
    ]);
  });
});
