/** Names of what public price lists are for, by provider's habit. */
const LISTED: ReadonlySet<string> = new Set([
  'default',
  'standard',
  'standard_only',
  'auto',
  'on_demand',
]);

/**
 * Why an answer's record does not say its cost: it was served faster, or slower, than what the public
 * price is for. Its counts are exact all the same.
 */
export const offList = (...said: readonly unknown[]): 'service_tier' | undefined =>
  said.some((tier) => typeof tier === 'string' && !LISTED.has(tier)) ? 'service_tier' : undefined;
