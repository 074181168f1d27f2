import type { BudgetPeriod, BudgetScope } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import { countersOf, NO_COUNTERS, type Counter, type CounterOf, type Counters } from './counter';
import { spanOf } from './period';

/** What decides in which budgets an act is. */
export interface ActScope {
  tenantId: string;
  /** Of an agent's act. */
  agentId?: string;
  runId?: string;
  /** Of an app's. */
  apiKeyId?: string;
  provider: string;
  /** The grant's own budget in one run. `key` names the grant within the run. */
  grant?: { key: string; maxCostNano: bigint };
}

export interface BudgetRow {
  id: string;
  /** Null for the platform's. */
  tenantId: string | null;
  scope: BudgetScope | 'platform';
  agentId: string | null;
  apiKeyId?: string | null;
  provider: string | null;
  period: BudgetPeriod;
  limitNano: bigint;
  createdAt: Date;
}

export interface BudgetSource {
  all(): Promise<BudgetRow[]>;
}

/** How late a process may learn of a new budget or limit. */
export const RELOAD_MS = 2_000;
/**
 * A new budget refuses nothing before every process counts for it, and before what was spent until
 * then is in the ledger. Otherwise its first sum could miss acts.
 */
export const SETTLING_MS = 5_000;
const CACHE_LIMIT = 20_000;

interface Cached {
  until: number;
  enforced: Counters;
  all: Counters;
}

/** Every budget there is, at hand without a round trip; says in which of them an act is. */
export class BudgetBook {
  private platform: BudgetRow[] = [];
  private readonly tenants = new Map<string, BudgetRow[]>();
  private readonly cache = new Map<string, Cached>();
  private readonly interned = new Map<string, Counters>();
  private seen: string | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly source: BudgetSource,
    private readonly log: { warn(details: object, message: string): void },
  ) {}

  /** Reads it now, and again from time to time. Without it nothing may be spent. */
  async start(): Promise<void> {
    this.timer ??= setInterval(() => void this.refresh(), RELOAD_MS).unref();
    await this.refresh();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @throws when the database cannot be read */
  async load(): Promise<void> {
    const rows = await this.source.all();
    const seen = JSON.stringify(rows, (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    if (seen === this.seen) return;
    this.seen = seen;
    this.cache.clear();
    this.tenants.clear();
    this.platform = rows.filter(({ tenantId }) => tenantId === null);
    for (const row of rows) {
      if (row.tenantId === null) continue;
      const own = this.tenants.get(row.tenantId);
      if (own) own.push(row);
      else this.tenants.set(row.tenantId, [row]);
    }
  }

  /**
   * What must cover an act that begins at `at`, beside its run.
   * @throws DomainError `overloaded` while it was never read
   */
  enforced(act: ActScope, at: Date): Counters {
    return this.has(act) ? this.find(act, at).enforced : NO_COUNTERS;
  }

  /** Where an act that began at `at` counts: those, and budgets that are too new to refuse. */
  counted(act: ActScope, at: Date): Counters {
    return this.has(act) ? this.find(act, at).all : NO_COUNTERS;
  }

  private has({ tenantId, grant }: ActScope): boolean {
    if (this.seen === undefined) {
      throw new DomainError('overloaded', 'The budgets cannot be checked right now.');
    }
    return grant !== undefined || this.platform.length > 0 || this.tenants.has(tenantId);
  }

  private find(act: ActScope, at: Date): Cached {
    const { tenantId, agentId, apiKeyId, provider, runId, grant } = act;
    const base = `${tenantId}/${agentId ?? ''}/${apiKeyId ?? ''}/${provider}/${Math.floor(at.getTime() / DAY_MS)}`;
    const key = grant ? `${base}/${runId ?? ''}/${grant.key}/${grant.maxCostNano}` : base;
    const cached = this.cache.get(key);
    const now = Date.now();
    if (cached && now < cached.until) return cached;
    const made = this.make(act, at, now);
    if (this.cache.size >= CACHE_LIMIT) this.cache.clear();
    this.cache.set(key, made);
    return made;
  }

  private make(act: ActScope, at: Date, now: number): Cached {
    const own = (this.tenants.get(act.tenantId) ?? []).filter((row) => isIn(row, act));
    const rows = [...own, ...this.platform];
    const settledAt = (row: BudgetRow) => row.createdAt.getTime() + SETTLING_MS;
    const settling = rows.filter((row) => settledAt(row) > now);
    const { grant, tenantId, runId } = act;
    // Only agents have grants.
    const grants = grant && runId ? [grantCounter({ tenantId, runId }, grant)] : [];
    const all = this.intern([...grants, ...rows.map((row) => counterOf(row, at))]);
    const settled = rows.filter((row) => settledAt(row) <= now);
    const enforced =
      settling.length === 0
        ? all
        : this.intern([...grants, ...settled.map((row) => counterOf(row, at))]);
    return { until: Math.min(Infinity, ...settling.map(settledAt)), enforced, all };
  }

  /** Equal lists are one object: leases are told apart by it. */
  private intern(list: readonly Counter[]): Counters {
    const made = countersOf(list);
    const known = this.interned.get(made.signature);
    if (known && sameLimits(known, made)) return known;
    if (this.interned.size >= CACHE_LIMIT) this.interned.clear();
    this.interned.set(made.signature, made);
    return made;
  }

  private async refresh(): Promise<void> {
    try {
      await this.load();
    } catch (error) {
      this.log.warn({ err: error }, 'budgets could not be read; the ones known so far hold');
    }
  }
}

/** Whether the budget is one that the act counts in. */
function isIn({ scope, agentId, apiKeyId, provider }: BudgetRow, act: ActScope): boolean {
  switch (scope) {
    case 'platform':
    case 'tenant':
      return true;
    case 'agent':
      return agentId === act.agentId;
    case 'app':
      return apiKeyId === act.apiKeyId;
    case 'provider':
      return provider === act.provider;
    default: {
      const never: never = scope;
      throw new Error(String(never));
    }
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;

const sameLimits = (one: Counters, other: Counters): boolean =>
  one.list.every(
    ({ limitNano, budgetId }, index) =>
      other.list[index]?.limitNano === limitNano && other.list[index].budgetId === budgetId,
  );

/** The counter of a budget in the period that `at` is in. */
export function counterOf(row: BudgetRow, at: Date): Counter {
  const span = spanOf(row.period, at);
  const of = whose(row);
  const since = span.from ? span.from.toISOString().slice(0, 10) : 'all';
  return {
    key: `${nameOf(of)}:${row.period}:${since}`,
    of,
    period: row.period,
    span,
    limitNano: row.limitNano,
    budgetId: row.id,
  };
}

export function grantCounter(
  { tenantId, runId }: { tenantId: string; runId: string },
  { key, maxCostNano }: NonNullable<ActScope['grant']>,
): Counter {
  const of: CounterOf = { scope: 'grant', tenantId, runId, key };
  return { key: nameOf(of), of, period: 'total', span: {}, limitNano: maxCostNano };
}

function whose({ scope, tenantId, agentId, apiKeyId, provider, id }: BudgetRow): CounterOf {
  if (scope === 'platform') return { scope };
  if (tenantId && scope === 'tenant') return { scope, tenantId };
  if (tenantId && scope === 'agent' && agentId) return { scope, tenantId, agentId };
  if (tenantId && scope === 'provider' && provider) return { scope, tenantId, provider };
  if (tenantId && scope === 'app' && apiKeyId) return { scope, tenantId, apiKeyId };
  throw new Error(`budget ${id} is of nothing`);
}

function nameOf(of: CounterOf): string {
  switch (of.scope) {
    case 'platform':
      return 'platform';
    case 'tenant':
      return `tenant:${of.tenantId}`;
    case 'agent':
      return `agent:${of.tenantId}:${of.agentId}`;
    case 'provider':
      return `provider:${of.tenantId}:${of.provider}`;
    case 'app':
      return `app:${of.tenantId}:${of.apiKeyId}`;
    case 'grant':
      return `grant:${of.runId}:${of.key}`;
    default: {
      const never: never = of;
      throw new Error(String(never));
    }
  }
}
