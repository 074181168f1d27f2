import type { Role, TenantView } from '@renum/contracts';
import type { AccessChange } from '@renum/identity';

/** What is true of a signed-in person now, whatever their token says. */
export interface Standing {
  /** The session was not ended and its user still exists. */
  live: boolean;
  operator: boolean;
  role?: Role;
  tenantState?: TenantView['state'];
}

/** Whose standing: one session in one tenant. */
export interface StandingKey {
  userId: string;
  tenantId?: string;
  sessionFamily: string;
}

interface Entry {
  key: StandingKey;
  standing: Standing;
  until: number;
}

const touches = (change: AccessChange, key: StandingKey): boolean =>
  (change.userId === undefined || change.userId === key.userId) &&
  (change.tenantId === undefined || change.tenantId === key.tenantId) &&
  (change.sessionFamily === undefined || change.sessionFamily === key.sessionFamily);

/**
 * Standings for a few seconds, so that a page with ten requests asks PostgreSQL once. Changes are
 * announced and take effect at once; the few seconds are the bound should an announcement be lost.
 */
export class StandingCache {
  private readonly entries = new Map<string, Entry>();
  private generation = 0;

  constructor(
    private readonly ttlMs: number,
    private readonly limit = 10_000,
    private readonly now: () => number = Date.now,
  ) {}

  async get(key: StandingKey, load: () => Promise<Standing>): Promise<Standing> {
    const name = `${key.sessionFamily}:${key.tenantId ?? ''}`;
    const known = this.entries.get(name);
    if (known && known.until > this.now() && known.key.userId === key.userId) {
      return known.standing;
    }
    const { generation } = this;
    const standing = await load();
    // What was read while a change was announced may be older than the change: use it once only.
    if (generation === this.generation) this.keep(name, { key, standing });
    return standing;
  }

  forget(change: AccessChange): void {
    this.generation += 1;
    for (const [name, { key }] of this.entries) {
      if (touches(change, key)) this.entries.delete(name);
    }
  }

  private keep(name: string, entry: Omit<Entry, 'until'>): void {
    // Delete first: a map keeps the place of a key, and the oldest is the first to go.
    this.entries.delete(name);
    if (this.entries.size >= this.limit) {
      const [oldest] = this.entries.keys();
      if (oldest !== undefined) this.entries.delete(oldest);
    }
    this.entries.set(name, { ...entry, until: this.now() + this.ttlMs });
  }
}
