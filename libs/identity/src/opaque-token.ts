import { createHash, randomBytes } from 'node:crypto';

/** A secret of 256 random bits for a cookie or a link; the database keeps only its hash. */
export const newOpaqueToken = (): string => randomBytes(32).toString('base64url');

/**
 * A plain hash is enough here: there is nothing to guess in 256 random bits, and it must be fast
 * and searchable, which a password hash is not.
 */
export const hashOpaqueToken = (token: string): Buffer =>
  createHash('sha256').update(token, 'utf8').digest();
