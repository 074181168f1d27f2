import { Module } from '@nestjs/common';
import { auditEntities } from '@renum/audit';
import { LedgerModule } from '@renum/billing';
import { connectionEntities } from '@renum/connections';
import { orchestratorConfig, orchestratorEntities, OrchestratorModule } from '@renum/orchestrator';
import { newId } from '@renum/platform';
import { createTestServices, testTenant, type TestServices } from '@renum/testing';
import { workerConfig } from '../worker.config';
import { BillingJobs } from './billing-jobs';

@Module({ imports: [LedgerModule, OrchestratorModule], providers: [BillingJobs] })
class JobsModule {}

/** Real: Nest as in a worker, PostgreSQL, Redis, the workspaces' folder. */
describe('the jobs that keep the books', () => {
  let services: TestServices;
  beforeAll(async () => {
    services = await createTestServices();
  });
  afterAll(() => services.close());

  const jobs = async (environment: Record<string, string> = {}): Promise<BillingJobs> => {
    const app = await services.process({
      imports: [JobsModule],
      entities: [...auditEntities, ...connectionEntities, ...orchestratorEntities],
      slices: [orchestratorConfig, workerConfig],
      environment: {
        DATA_PLANE_URL: 'http://127.0.0.1:1',
        DATA_PLANE_KEY: Buffer.alloc(32, 1).toString('base64'),
        DOORS_DIR: '/tmp/doors',
        ...environment,
      },
    });
    return app.get(BillingJobs);
  };
  const runAll = async ({ list }: BillingJobs) => {
    for (const { run } of list) await run();
  };
  const sql = <T>(text: string, params: unknown[] = []) =>
    services.database.platform.transaction((em) => em.execute<T[]>(text, params));

  /** Who was charged a unit of money last month, and had a sandbox that nobody billed. */
  async function tenantOfLastMonth() {
    const tenant = await testTenant(services.database);
    const agent = await tenant.agent();
    const threadId = await tenant.thread(agent.id);
    const name = `b-${tenant.id}`;
    const tiers = [{ upTo: null, priceNano: '1000000000' }];
    const rules = { markupBp: 0, fees: [{ key: 'c', unit: 'calls', per: 1, tiers }] };
    await sql(
      `insert into price_books (id, name, version, effective_from, rules)
       values (?, ?, 1, '2020-01-01', cast(? as jsonb))`,
      [newId(), name, JSON.stringify(rules)],
    );
    await sql('insert into billing_accounts (tenant_id, price_book) values (?, ?)', [
      tenant.id,
      name,
    ]);
    const now = new Date();
    const lastMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15));
    const call = { kind: 'tool', provider: 'tavily', operation: 'search', costNano: '0' };
    await tenant.insert('usage_events', { ...call, agentId: agent.id, occurredAt: lastMonth });
    const ended = new Date(Date.now() - 60_000);
    const started = new Date(ended.getTime() - 5_000);
    const times = { startedAt: started, meteredUntil: started, endedAt: ended, goneAt: ended };
    await tenant.instance(threadId, newId(), { state: 'gone', ...times });
    return tenant;
  }
  const invoices = (tenantId: string) =>
    sql<{ state: string }>('select state from invoices where tenant_id = ?', [tenantId]);

  it('bill the last month and what ran, whoever else does it', async () => {
    const tenant = await tenantOfLastMonth();
    const both = [
      await jobs({ INVOICE_GRACE_HOURS: '0' }),
      await jobs({ INVOICE_GRACE_HOURS: '0' }),
    ];
    await Promise.all(both.map(runAll));
    await Promise.all(both.map(runAll));
    expect(await invoices(tenant.id)).toEqual([{ state: 'issued' }]);
    const seconds = await sql(
      `select sum(quantity_milli)::int as milli from usage_events
       where tenant_id = ? and kind = 'sandbox'`,
      [tenant.id],
    );
    expect(seconds).toEqual([{ milli: 5_000 }]);
  });

  it.each([
    ['off', []],
    ['draft', [{ state: 'draft' }]],
  ])('make of a month what INVOICE_MONTHLY=%s says', async (INVOICE_MONTHLY, expected) => {
    const tenant = await tenantOfLastMonth();
    await runAll(await jobs({ INVOICE_MONTHLY, INVOICE_GRACE_HOURS: '0' }));
    expect(await invoices(tenant.id)).toEqual(expected);
  });
});
