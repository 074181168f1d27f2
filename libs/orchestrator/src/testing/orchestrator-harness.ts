import { AuditService } from '@renum/audit';
import { UsageQueries } from '@renum/billing';
import type { PlatformDatabase, TenantDatabase } from '@renum/database';
import { ProviderCatalogue, ProviderDirectory } from '@renum/providers';
import { Outbox, OutboxRelay, QUEUE_RUNS, type RunJob } from '@renum/queues';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { AgentsService } from '../agents/agents.service';
import { InstancesService } from '../instances/instances.service';
import { ControlBus } from '../live/control-bus';
import { LiveBus } from '../live/live-bus';
import { RunDispatch } from '../runs/run-dispatch';
import { RunLeases } from '../runs/run-leases';
import { RunQueries } from '../runs/run-queries';
import { RunSweeper } from '../runs/run-sweeper';
import { RunsService } from '../runs/runs.service';
import { ThreadsService } from '../threads/threads.service';
import { WorkersService } from '../workers/workers.service';

/** The services on real PostgreSQL, Redis and BullMQ, for specs; nothing is mocked. */
export function buildOrchestrator(parts: {
  tenants: TenantDatabase;
  platform: PlatformDatabase;
  redisUrl: string;
  prefix: string;
}) {
  const { tenants, platform, prefix } = parts;
  const redis = new Redis(parts.redisUrl, { maxRetriesPerRequest: null });
  const queue = new Queue<RunJob>(QUEUE_RUNS, { connection: redis, prefix: `${prefix}:bull` });
  const redisConfig = { REDIS_URL: parts.redisUrl, REDIS_PREFIX: prefix };
  const bus = new LiveBus(redis, redisConfig);
  const control = new ControlBus(redis, redisConfig);
  const relay = new OutboxRelay(platform, queue);
  const dispatch = new RunDispatch(new Outbox(), relay);
  const queries = new RunQueries(tenants, platform, new UsageQueries());
  const config = { LEASE_SECONDS: 15, WORKSPACES_DIR: '/nowhere' };
  const audit = new AuditService();
  const providers = new ProviderDirectory(new ProviderCatalogue(), tenants);
  return {
    redis,
    queue,
    relay,
    bus,
    control,
    queries,
    agents: new AgentsService(tenants, audit, providers),
    threads: new ThreadsService(tenants),
    runs: new RunsService(tenants, queries, dispatch, bus, control),
    leases: new RunLeases(tenants, dispatch, bus, providers, config),
    sweeper: new RunSweeper(platform, tenants, dispatch, bus),
    instances: new InstancesService(tenants, platform, control, audit),
    workers: new WorkersService(platform),
    close: async () => {
      await relay.beforeApplicationShutdown();
      await queue.close();
      redis.disconnect();
    },
  };
}
export type TestOrchestrator = ReturnType<typeof buildOrchestrator>;
