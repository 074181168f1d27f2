import { walletEmpty } from '@renum/billing';
import type { ApiKeyScope } from '@renum/contracts';
import type { EntityManager, TenantDatabase } from '@renum/database';
import { DomainError, tenantContext } from '@renum/platform';
import type { ApiKeyAccess, OpenKey } from '@renum/tenants';
import { networkOf } from '../net/address';
import { digestOf } from './api-key';
import type { AppIdentity } from './caller';
import { ExpiringCache } from './expiring-cache';
import type { Invalidations } from './invalidations';
import type { RateGate, RateLimit } from './rate-gate';

/** What the data plane must know of the external app that calls. */
export interface AppContext extends AppIdentity {
  scopes: readonly ApiKeyScope[];
  /** `provider/model` with `*`; absent for all of the tenant's. */
  models?: readonly string[];
  tenantActive: boolean;
  /** Prepaid, and nothing is left. */
  walletEmpty: boolean;
  expiresAt?: Date;
}

const CACHE_LIMIT = 5_000;
/** As for runs: how stale it may be, and without news of revocations how much fresher. */
const KEEP_MS = 3_000;
const KEEP_UNHEARD_MS = 500;

/** Wrong keys from one address (of IPv6: one network), in this process; each is a question to the database. */
const WRONG: RateLimit = { requests: 60, seconds: 60 };
/** Such questions under way at once, from all addresses: about any key, and about those never seen. */
const MOST_QUESTIONS = 64;
const MOST_NEW = 48;

/** Finds whose an API key is, and keeps those that open something for a moment; never the key. */
export class AppContexts {
  private readonly cache: ExpiringCache<AppContext | undefined>;
  private questions = 0;
  /** Digests of keys that have opened something: no flood of wrong ones keeps these out. */
  private readonly proven = new Set<string>();

  constructor(
    private readonly keys: Pick<ApiKeyAccess, 'find'>,
    private readonly database: TenantDatabase,
    private readonly rates: Pick<RateGate, 'pass' | 'check'>,
    invalidations: Pick<Invalidations, 'live' | 'onChange'>,
  ) {
    const keep = (found: AppContext): number =>
      Math.min(invalidations.live ? KEEP_MS : KEEP_UNHEARD_MS, lifeLeft(found));
    this.cache = new ExpiringCache(CACHE_LIMIT, (found) =>
      found && faultOf(found) === undefined ? keep(found) : 0,
    );
    invalidations.onChange((change) => {
      if (change === 'all') return this.cache.clear();
      if (change.type !== 'apiKey' && change.type !== 'tenant') return;
      this.cache.drop((app) =>
        change.apiKeyId ? app?.apiKeyId === change.apiKeyId : app?.tenantId === change.tenantId,
      );
    });
  }

  /**
   * @param address where the request is from
   * @throws DomainError `unauthenticated` for a key that opens nothing, or no more;
   *   `too_many_requests` for an address that brought many of those, `overloaded`
   */
  async find(key: string, address: string): Promise<AppContext> {
    const digest = digestOf(key);
    const found = await this.cache.get(digest, () => this.ask(key, digest, address));
    if (found) return found;
    throw new DomainError('unauthenticated', 'This API key opens nothing, or no more.');
  }

  private async ask(key: string, digest: string, address: string): Promise<AppContext | undefined> {
    const proven = this.proven.has(digest);
    const from = `wrong/${networkOf(address)}`;
    if (!proven) this.rates.check(from, WRONG);
    // A flood from everywhere leaves room for keys that have opened something.
    if (this.questions >= (proven ? MOST_QUESTIONS : MOST_NEW))
      throw new DomainError('overloaded', 'Too many API keys to look up at once; try again soon.');
    this.questions += 1;
    try {
      const open = await this.keys.find(key);
      this.remember(digest, open !== undefined);
      if (open) return await this.contextOf(open);
      this.rates.pass(from, WRONG);
      return undefined;
    } finally {
      this.questions -= 1;
    }
  }

  private remember(digest: string, opens: boolean): void {
    this.proven.delete(digest);
    if (!opens) return;
    const [oldest] = this.proven;
    if (this.proven.size >= CACHE_LIMIT && oldest !== undefined) this.proven.delete(oldest);
    this.proven.add(digest);
  }

  private contextOf({ id, tenantId, tenantState, ...key }: OpenKey): Promise<AppContext> {
    const { scopes, models, expiresAt } = key;
    return tenantContext.run({ tenantId, actor: { type: 'apiKey', id } }, () =>
      this.database.transaction(async (em) => ({
        tenantId,
        apiKeyId: id,
        scopes,
        ...(models && { models }),
        ...(expiresAt && { expiresAt }),
        tenantActive: tenantState === 'active',
        walletEmpty: await isEmpty(em),
      })),
    );
  }
}

async function isEmpty(em: EntityManager): Promise<boolean> {
  const [row] = await em.execute<{ empty: boolean }[]>(
    'select suspended_at is not null as empty from billing_accounts',
  );
  return row?.empty ?? false;
}

/** Milliseconds until the key expires by itself. */
const lifeLeft = ({ expiresAt }: AppContext): number =>
  expiresAt ? expiresAt.getTime() - Date.now() : Infinity;

/** Throws `forbidden`, `tenant_suspended`, `wallet_empty`. */
export function mustServe(app: AppContext): void {
  const fault = faultOf(app);
  if (fault) throw fault();
}

function faultOf(app: AppContext): (() => DomainError) | undefined {
  if (!app.scopes.includes('llm')) return noScope;
  if (!app.tenantActive) return suspended;
  return app.walletEmpty ? walletEmpty : undefined;
}

const noScope = (): DomainError =>
  new DomainError('forbidden', 'This API key is not for models: it lacks the scope llm.');
const suspended = (): DomainError =>
  new DomainError('tenant_suspended', 'The tenant is suspended.');
