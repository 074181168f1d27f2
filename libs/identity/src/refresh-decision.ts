/** What is known of a refresh token when somebody presents it. */
export interface PresentedToken {
  expiresAt: Date;
  usedAt?: Date | null;
  revokedAt?: Date | null;
}

export type RefreshDecision =
  /** First use: mark it used and replace it. */
  | 'rotate'
  /** A second tab lost the race by moments: replace it again, in the same family. */
  | 'rotate_again'
  /** Used long ago: somebody has a copy. The whole family dies. */
  | 'reused'
  /** Expired or revoked. */
  | 'dead';

/**
 * Two tabs that wake together send the same cookie twice. That is no theft, so a token may be used
 * again for a few seconds. The price: a thief who is as quick as the second tab is not noticed
 * before the next rotation.
 */
export const REUSE_GRACE_MS = 10_000;

export function decideRefresh(
  token: PresentedToken,
  now: Date,
  graceMs = REUSE_GRACE_MS,
): RefreshDecision {
  if (token.revokedAt) return 'dead';
  if (token.expiresAt <= now) return 'dead';
  if (!token.usedAt) return 'rotate';
  return now.getTime() - token.usedAt.getTime() <= graceMs ? 'rotate_again' : 'reused';
}
