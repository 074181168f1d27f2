/** The times of a signing key; all that a decision about it needs. */
export interface KeyTimes {
  id: string;
  createdAt: Date;
  retiresAt: Date;
}

export interface KeyPolicy {
  /** A key signs for this long, then a new one takes over. */
  signsForMs: number;
  /** Access tokens live this long: a key must outlive the last one that it signed. */
  tokenLifeMs: number;
}

/** Processes' clocks differ a little, and a verifier may hold a JWKS for some minutes. */
export const CLOCK_SLACK_MS = 15 * 60_000;

export interface KeyPlan {
  /** The key to sign with now; undefined asks for a new one. */
  signWith?: string;
  /** Whose signatures count. */
  verifyWith: string[];
  /** What no valid token can refer to any more. */
  retired: string[];
}

export function planKeys(keys: readonly KeyTimes[], now: Date, policy: KeyPolicy): KeyPlan {
  const alive = keys.filter((key) => key.retiresAt > now);
  const [newest] = alive
    .filter((key) => now.getTime() - key.createdAt.getTime() < policy.signsForMs)
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  return {
    signWith: newest?.id,
    verifyWith: alive.map((key) => key.id),
    retired: keys.filter((key) => key.retiresAt <= now).map((key) => key.id),
  };
}

export const retirementOf = (createdAt: Date, policy: KeyPolicy): Date =>
  new Date(createdAt.getTime() + policy.signsForMs + policy.tokenLifeMs + CLOCK_SLACK_MS);
