import { hash, verify, type Options } from '@node-rs/argon2';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. The enum is const, hence 2. */
const ARGON2ID: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, ARGON2ID);

let nobody: Promise<string> | undefined;

/**
 * Compares a password with a stored hash. Without a hash (no such user) it does the same work
 * against a hash that nothing matches, so that the time taken tells nobody which emails exist.
 */
export async function verifyPassword(
  password: string,
  stored: string | undefined,
): Promise<boolean> {
  if (stored !== undefined) return verify(stored, password);
  nobody ??= hashPassword(crypto.randomUUID());
  await verify(await nobody, password);
  return false;
}
