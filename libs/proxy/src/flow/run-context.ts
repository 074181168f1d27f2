import {
  agentConfig,
  type AgentConfig,
  type InstanceIdentity,
  type RunState,
} from '@renum/contracts';
import { walletEmpty } from '@renum/billing';
import type { EntityManager, TenantDatabase } from '@renum/database';
import { DomainError, tenantContext } from '@renum/platform';
import type { ProviderDirectory, ProviderSource } from '@renum/providers';
import { ExpiringCache } from './expiring-cache';
import type { Invalidations } from './invalidations';

/** What the data plane must know of the run on whose behalf a sandbox calls. */
export interface RunContext {
  tenantId: string;
  runId: string;
  threadId: string;
  agentId: string;
  agentVersionId: string;
  runState: RunState;
  stopRequested: boolean;
  tenantActive: boolean;
  /** Prepaid, and nothing is left. */
  walletEmpty: boolean;
  maxCostNano: bigint;
  /** Who the run is for; absent for a program's. */
  userId?: string;
  config: AgentConfig;
  /** The catalogue, and those own providers of the tenant that the agent is granted. */
  providers: ProviderSource;
}

interface ContextRow {
  state: RunState;
  stop_requested_at: string | null;
  thread_id: string;
  agent_id: string;
  agent_version_id: string;
  max_cost_nano: string;
  created_by: string | null;
  tenant_state: string;
  wallet_empty: boolean;
  config: unknown;
}

const SQL = `
  select r.state, r.stop_requested_at, r.thread_id, r.agent_id, r.agent_version_id,
         r.max_cost_nano::text as max_cost_nano, r.created_by, t.state as tenant_state, v.config,
         b.suspended_at is not null as wallet_empty
    from runs r
    join agent_versions v on v.tenant_id = r.tenant_id and v.id = r.agent_version_id
    join tenants t on t.id = r.tenant_id
    left join billing_accounts b on b.tenant_id = r.tenant_id
   where r.id = ?`;

const CACHE_LIMIT = 5_000;
/** How stale a run's state may be; without invalidations it has to be much fresher. */
const KEEP_MS = 3_000;
const KEEP_UNHEARD_MS = 500;

/** News of what runs are not made of. */
const OTHERS: ReadonlySet<string> = new Set(['credential', 'connection', 'apiKey']);

const isActive = (context: RunContext | undefined): context is RunContext =>
  context?.runState === 'running' &&
  !context.stopRequested &&
  context.tenantActive &&
  !context.walletEmpty;

/** Loads run contexts under the identity's own tenant, and keeps the active ones for a moment. */
export class RunContexts {
  private readonly cache: ExpiringCache<RunContext | undefined>;

  constructor(
    private readonly database: TenantDatabase,
    private readonly directory: Pick<ProviderDirectory, 'sourceFor'>,
    invalidations: Pick<Invalidations, 'live' | 'onChange'>,
    now?: () => number,
  ) {
    const keep = (): number => (invalidations.live ? KEEP_MS : KEEP_UNHEARD_MS);
    this.cache = new ExpiringCache(CACHE_LIMIT, (found) => (isActive(found) ? keep() : 0), now);
    invalidations.onChange((change) => {
      if (change === 'all') return this.cache.clear();
      if (OTHERS.has(change.type)) return;
      this.cache.drop((context) =>
        change.runId ? context?.runId === change.runId : context?.tenantId === change.tenantId,
      );
    });
  }

  /**
   * Throws `unauthenticated` for an identity that fits no run, `run_not_active`, `tenant_suspended`,
   * `wallet_empty`. A refusal is never kept: what has changed since helps the very next call.
   */
  find(identity: InstanceIdentity): RunContext | Promise<RunContext> {
    const key = `${identity.tenantId}/${identity.runId}`;
    const found = this.cache.get(key, () => this.load(identity));
    return found instanceof Promise
      ? found.then((context) => checked(identity, context))
      : checked(identity, found);
  }

  /** As `find`, but as the database says it at this moment. */
  async fresh(identity: InstanceIdentity): Promise<RunContext> {
    return checked(identity, await this.load(identity));
  }

  private load({ tenantId, runId, instanceId }: InstanceIdentity): Promise<RunContext | undefined> {
    const actor = { type: 'instance', id: instanceId } as const;
    return tenantContext.run({ tenantId, actor }, () =>
      this.database.transaction(async (em) => {
        const [row] = await em.execute<ContextRow[]>(SQL, [runId]);
        return row && this.toContext(em, { tenantId, runId }, row);
      }),
    );
  }

  private async toContext(
    em: EntityManager,
    ids: Pick<RunContext, 'tenantId' | 'runId'>,
    row: ContextRow,
  ): Promise<RunContext> {
    const config = readConfig(row.config);
    const granted = config.grants.map(({ provider }) => provider);
    return {
      ...contextOf(ids, row, config),
      providers: await this.directory.sourceFor(em, granted),
    };
  }
}

function contextOf(
  ids: Pick<RunContext, 'tenantId' | 'runId'>,
  row: ContextRow,
  config: AgentConfig,
): Omit<RunContext, 'providers'> {
  return {
    ...ids,
    threadId: row.thread_id,
    agentId: row.agent_id,
    agentVersionId: row.agent_version_id,
    runState: row.state,
    stopRequested: row.stop_requested_at !== null,
    tenantActive: row.tenant_state === 'active',
    walletEmpty: row.wallet_empty,
    maxCostNano: BigInt(row.max_cost_nano),
    ...(row.created_by && { userId: row.created_by }),
    config,
  };
}

/** One written by another version of Renum may say what this one does not understand. */
function readConfig(stored: unknown): AgentConfig {
  const parsed = agentConfig.safeParse(stored);
  if (parsed.success) return parsed.data;
  throw new DomainError(
    'operation_not_allowed',
    "The agent's stored configuration is not valid, so nothing is allowed. Save the agent again.",
    { cause: parsed.error },
  );
}

function checked(identity: InstanceIdentity, context: RunContext | undefined): RunContext {
  const fits =
    context?.threadId === identity.threadId &&
    context.agentId === identity.agentId &&
    context.agentVersionId === identity.agentVersionId;
  if (!context || !fits) {
    throw new DomainError('unauthenticated', 'The instance identity fits no run.');
  }
  if (!context.tenantActive) throw new DomainError('tenant_suspended', 'The tenant is suspended.');
  if (context.runState !== 'running' || context.stopRequested) {
    throw new DomainError('run_not_active', 'The run is not active: it may call nothing.');
  }
  if (context.walletEmpty) throw walletEmpty();
  return context;
}
