import type { InstanceIdentity } from '@renum/contracts';
import type { PlatformDatabase } from '@renum/database';
import { newId, type Environment } from '@renum/platform';
import { CountingProvider } from './counting-provider';
import { DataPlanes } from './data-planes';

export interface UsageEvent {
  id: string;
  status: number | null;
  input: number;
  output: number;
  cost: bigint;
  attempts: number;
  estimated: string | null;
}

const PLANES = [0, 1];

interface Services {
  database: { platform: PlatformDatabase };
  environment: Environment;
}

interface Tenant {
  id: string;
  agent(): Promise<{ id: string; versionId: string }>;
  thread(agentId: string): Promise<string>;
  queuedRun(
    agent: { id: string; versionId: string },
    threadId: string,
    change: Record<string, unknown>,
  ): Promise<string>;
  insert(table: string, row: Record<string, unknown>): Promise<string>;
}

/** A tenant with a key, a provider that counts, and two data planes that may be killed. */
export class ExactWorld {
  private constructor(
    private readonly services: Services,
    readonly tenant: Tenant,
    readonly provider: CountingProvider,
    readonly planes: DataPlanes,
  ) {}

  static async start(services: Services, tenant: Tenant): Promise<ExactWorld> {
    const provider = await new CountingProvider().start();
    const environment = { ...services.environment, STANDIN_URL: provider.url };
    const planes = await DataPlanes.start(2, environment);
    return new ExactWorld(services, tenant, provider, planes);
  }

  /** Both data planes run, and the provider's books are empty. */
  async begin(): Promise<void> {
    this.provider.received.clear();
    this.provider.stated.clear();
    for (const index of PLANES) await this.planes.begin(index);
  }

  /** A run that is under way, and who speaks from its sandbox. */
  async run(maxCostNano: bigint): Promise<InstanceIdentity> {
    const agent = await this.tenant.agent();
    const threadId = await this.tenant.thread(agent.id);
    const change = { state: 'running', maxCostNano: String(maxCostNano) };
    const runId = await this.tenant.queuedRun(agent, threadId, change);
    return {
      tenantId: this.tenant.id,
      agentId: agent.id,
      agentVersionId: agent.versionId,
      threadId,
      runId,
      instanceId: newId(),
      exp: Math.floor(Date.now() / 1000) + 3_600,
    };
  }

  sql<T>(text: string, values: unknown[] = []): Promise<T[]> {
    return this.services.database.platform.transaction((em) => em.execute<T[]>(text, values));
  }

  async events(runId: string): Promise<UsageEvent[]> {
    const rows = await this.sql<Omit<UsageEvent, 'cost'> & { cost: string }>(
      `select id, status, input_tokens as input, output_tokens as output, cost_nano::text as cost,
         attempts, estimated_reason as estimated from usage_events where run_id = ?`,
      [runId],
    );
    return rows.map((row) => ({ ...row, cost: BigInt(row.cost) }));
  }

  /** Everything is in the ledger after this: what was in hand, and what killed planes left on file. */
  async settle(): Promise<void> {
    for (const index of PLANES) await this.planes.stop(index);
    await this.planes.begin(0);
    await this.planes.stop(0);
  }

  async stop(): Promise<void> {
    await this.planes[Symbol.asyncDispose]();
    await this.provider[Symbol.asyncDispose]();
  }
}
