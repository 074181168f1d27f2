import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@renum/platform';
import { createTestServices, testTenant, type TestServices } from '@renum/testing';
import { billingConfig } from './billing.config';
import { BillingModule, MeteringModule } from './billing.module';
import { RunBudget } from './budget/run-budget';
import { UsageJournal } from './usage-journal';
import { UsageQueries } from './usage-queries';

/** Real: Nest, PostgreSQL, Redis, files. */
describe('MeteringModule', () => {
  let services: TestServices;
  const home = mkdtempSync(join(tmpdir(), 'renum-home-'));

  beforeAll(async () => {
    services = await createTestServices();
  });
  afterAll(async () => {
    await services.close();
    rmSync(home, { recursive: true, force: true });
  });

  const start = () =>
    services.process({
      imports: [MeteringModule, BillingModule],
      entities: [],
      slices: [billingConfig],
      environment: { RENUM_HOME: home },
    });

  it('carries an act from its reservation to the ledger, and ends in order', async () => {
    const tenant = await testTenant(services.database);
    const app = await start();
    const [id, runId] = [newId(), newId()];
    const budget = app.get(RunBudget);
    const reservation = { tenantId: tenant.id, runId, reservationId: id };
    expect(
      await budget.reserve({ ...reservation, maxCostNano: 100n, estimateNano: 90n }),
    ).toBeUndefined();
    const journal = app.get(UsageJournal);
    const ids = { agentId: newId(), agentVersionId: newId(), threadId: newId() };
    journal.begin({
      ...ids,
      id,
      at: new Date().toISOString(),
      kind: 'tool',
      tenantId: tenant.id,
      runId,
      instanceId: newId(),
      provider: 'tavily',
      operation: 'search',
    });
    journal.end(id, { meter: 'credits', quantityMilli: 1000, costNano: 80n, priced: true });
    await budget.settle({ runId, reservationId: id, actualNano: 80n });
    // Shutting down at once must not lose what has just ended.
    await app.close();

    const second = await start();
    const totals = await tenant.run(() =>
      services.database.tenants.transaction((em) => second.get(UsageQueries).runTotals(em, runId)),
    );
    expect(totals).toMatchObject({ costNano: 80n, toolCalls: 1 });
    const next = { ...reservation, reservationId: newId(), maxCostNano: 100n };
    expect(await second.get(RunBudget).reserve({ ...next, estimateNano: 21n })).toMatchObject({
      limitNano: 100n,
      spentNano: 80n,
    });
  });
});
