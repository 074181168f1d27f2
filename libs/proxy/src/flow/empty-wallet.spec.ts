import { auditEntities, AuditService } from '@renum/audit';
import {
  billingConfig,
  MeteringModule,
  PriceBooks,
  UsageJournal,
  WalletDesk,
} from '@renum/billing';
import { agentConfig, type InstanceIdentity } from '@renum/contracts';
import { PlatformDatabase } from '@renum/database';
import { newId } from '@renum/platform';
import { ProviderCatalogue, ProviderDirectory } from '@renum/providers';
import { createTestServices, testTenant, type TestServices, type TestTenant } from '@renum/testing';
import type { TestingModule } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { Invalidations } from './invalidations';
import { until } from '../spec/until';
import { RunContexts } from './run-context';

const PRICE = 1_000n;

/** Real: PostgreSQL, Redis, the journal, the ledger, the channel of changes. */
describe('an empty wallet', () => {
  let services: TestServices;
  let app: TestingModule;
  let news: Invalidations;
  let contexts: RunContexts;
  /** What contexts are kept by, in milliseconds: it stands still. */
  let now = 0;
  let desk: WalletDesk;
  let tenant: TestTenant;
  let identity: InstanceIdentity;

  beforeAll(async () => {
    services = await createTestServices();
    const { database, redis } = services;
    app = await services.process({
      imports: [MeteringModule],
      entities: auditEntities,
      slices: [billingConfig],
    });
    news = new Invalidations(new Redis(redis.url), redis.prefix, { warn: () => undefined });
    await news.start();
    const directory = new ProviderDirectory(new ProviderCatalogue(), database.tenants);
    contexts = new RunContexts(database.tenants, directory, news, () => now);
    desk = new WalletDesk(app.get(PlatformDatabase), new AuditService(), {
      changed: () => Promise.resolve(),
    });
  });
  afterAll(async () => {
    news.stop();
    await services.close();
  });
  beforeEach(async () => {
    tenant = await testTenant(services.database);
    const fee = { key: 'c', unit: 'calls' as const, per: 1 };
    const rules = { markupBp: 0, fees: [{ ...fee, tiers: [{ upTo: null, priceNano: '1000' }] }] };
    const operator = tenant.owner.userId;
    const book = { name: `b-${tenant.id}`, effectiveFrom: new Date(0), rules };
    await new PriceBooks(services.database.platform).publish(book, operator);
    await topUp(2n * PRICE);
    await desk.setTerms(tenant.id, { mode: 'prepaid', priceBook: book.name }, operator);
    identity = await running();
  });

  const topUp = (amountNano: bigint) =>
    desk.topUp(tenant.id, { id: newId(), amountNano }, tenant.owner.userId);

  async function running(): Promise<InstanceIdentity> {
    const config = agentConfig.parse({ model: { provider: 'openai', name: 'm' } });
    const agent = await tenant.agent({ config });
    const threadId = await tenant.thread(agent.id);
    const started = { state: 'running', startedAt: new Date() };
    const runId = await tenant.queuedRun(agent, threadId, started);
    const ids = { agentId: agent.id, agentVersionId: agent.versionId, threadId, runId };
    return { ...ids, tenantId: tenant.id, instanceId: newId(), exp: 0 };
  }

  /** One call that costs `PRICE`, on the data plane's way. */
  function spend(): void {
    const { exp: _, ...ids } = identity;
    const id = newId();
    const at = new Date().toISOString();
    const what = { kind: 'tool', provider: 'tavily', operation: 'search' } as const;
    app.get(UsageJournal).begin({ ...ids, ...what, id, at });
    app.get(UsageJournal).end(id, { costNano: 0n, priced: true, status: 200 });
  }

  const find = async () => contexts.find(identity);
  const refused = () => expect(find()).rejects.toMatchObject({ code: 'wallet_empty', status: 402 });

  it('refuses the next call at once, and lets the first one after a top-up through', async () => {
    spend();
    await app.get(UsageJournal).drain();
    await contexts.find(identity);
    spend();
    // By the news of it alone: no time passes for what is kept.
    await until(() =>
      find().then(
        () => false,
        () => true,
      ),
    );
    await refused();
    await topUp(PRICE);
    await expect(contexts.find(identity)).resolves.toMatchObject({ walletEmpty: false });
  });

  it('refuses within 3 s when nobody has announced it', async () => {
    await contexts.find(identity);
    const row = { ...identity, occurredAt: new Date(), kind: 'tool', provider: 'tavily' };
    const { exp: _, tenantId: __, ...rest } = row;
    for (let call = 0; call < 2; call += 1)
      await tenant.insert('usage_events', { ...rest, operation: 'search', costNano: '0' });
    now += 2_999;
    await expect(find()).resolves.toMatchObject({ walletEmpty: false });
    now += 1;
    await refused();
  });
});
