/** Where budgets are in Redis. The braces keep them on one node of a cluster: one script spans them. */
export class BudgetKeys {
  private readonly base: string;
  readonly expiry: string;

  constructor(prefix: string) {
    this.base = `${prefix}:{budget}`;
    this.expiry = `${this.base}:expiry`;
  }

  run(runId: string): string {
    return `${this.base}:run:${runId}`;
  }

  counter(key: string): string {
    return `${this.base}:for:${key}`;
  }
}

/** Lua compares doubles: above 9 million units of the currency the bound would blur. */
const MAX_COMPARABLE = 9_000_000_000_000_000n;

export const comparable = (nano: bigint): string =>
  String(nano > MAX_COMPARABLE ? MAX_COMPARABLE : nano < 0n ? 0n : nano);
