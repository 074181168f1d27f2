/** How sign-in slows down after wrong passwords. */
export interface LockoutPolicy {
  /** Wrong passwords in a row that cost nothing yet. */
  freeAttempts: number;
  /** The first pause; each further failure doubles it. */
  firstPauseMs: number;
  longestPauseMs: number;
}

/** Bounded, because an unbounded pause would let anybody keep the owner of an email out for good. */
export const LOCKOUT: LockoutPolicy = {
  freeAttempts: 4,
  firstPauseMs: 15_000,
  longestPauseMs: 15 * 60_000,
};

/** How long sign-in pauses after the nth failure in a row; 0 while attempts are free. */
export function pauseAfter(failures: number, policy: LockoutPolicy = LOCKOUT): number {
  const paid = failures - policy.freeAttempts;
  if (paid <= 0) return 0;
  // 2 ** 30 is beyond any pause; larger exponents would only leave the safe integers.
  return Math.min(policy.firstPauseMs * 2 ** Math.min(paid - 1, 30), policy.longestPauseMs);
}
