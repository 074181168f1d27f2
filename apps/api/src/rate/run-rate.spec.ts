import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { rateReport } from './rate-report';
import { runRate } from './run-rate';

const MONTH = '2026-01';

/** Real: the command, on PostgreSQL. */
describe('the command that rates a month anew', () => {
  let database: TestDatabase;
  let tenant: TestTenant;
  let version = 0;
  beforeAll(async () => {
    database = await createTestDatabase();
    tenant = await testTenant(database);
    await publish('1000000');
    await ask('insert into billing_accounts (tenant_id, price_book) values (?, ?)', [
      tenant.id,
      'standard',
    ]);
    await tenant.insert('usage_events', {
      ...{ occurredAt: new Date(`${MONTH}-15T00:00:00Z`), kind: 'tool', provider: 'tavily' },
      ...{ agentId: newId(), operation: 'search', costNano: '0' },
    });
  });
  afterAll(() => database.drop());

  const ask = <T>(sql: string, parameters: unknown[]): Promise<T[]> =>
    database.platform.transaction((em) => em.execute<T[]>(sql, parameters));
  const publish = async (priceNano: string): Promise<void> => {
    const tiers = [{ upTo: null, priceNano }];
    const rules = { markupBp: 0, fees: [{ key: 'calls', unit: 'calls', per: 1, tiers }] };
    version += 1;
    await ask(
      `insert into price_books (id, name, version, effective_from, rules)
       values (?, 'standard', ?, ?, cast(? as jsonb))`,
      [newId(), version, new Date(0), JSON.stringify(rules)],
    );
  };
  const charged = async (): Promise<string | undefined> => {
    const sql = 'select sum(charge_nano)::text as sum from usage_charges where tenant_id = ?';
    return (await ask<{ sum: string }>(sql, [tenant.id]))[0]?.sum;
  };
  const rate = (...words: string[]) => {
    const environment = {
      DATABASE_URL: database.appUrl,
      DATABASE_PLATFORM_URL: database.platformUrl,
    };
    return runRate(environment, words);
  };
  const slugOf = async (): Promise<string> => {
    const [row] = await ask<{ slug: string }>('select slug from tenants where id = ?', [tenant.id]);
    return row?.slug ?? '';
  };

  it('shows what it would come to, and writes only when told', async () => {
    await publish('2500000');
    const seen = await rate('--tenant', tenant.id, '--month', MONTH);
    expect(seen).toMatchObject({ applied: false, changed: 1, difference: { nano: '1500000' } });
    expect(await charged()).toBe('1000000');
    expect(rateReport(seen).split('\n')).toEqual([
      '2026-01: 1 of 1 events change.',
      '',
      expect.stringMatching(/^Agent or app +Item +Events +Before +After +Difference$/),
      expect.stringMatching(
        /^Deleted agent +tavily search +1 of 1 +0\.001 USD +0\.0025 USD +0\.0015 USD$/,
      ),
      '',
      '0.001 USD becomes 0.0025 USD: 0.0015 USD',
      'Nothing was written. Add --apply to write it.',
    ]);
    const done = await rate('--tenant', await slugOf(), '--month', MONTH, '--apply');
    expect(rateReport(done)).toContain(`correction ${done.correctionId}`);
    expect(await charged()).toBe('2500000');
    const [entry] = await ask<{ actor_type: string }>(
      `select actor_type from audit_entries where tenant_id = ? and action = 'billing.rerated'`,
      [tenant.id],
    );
    expect(entry).toEqual({ actor_type: 'system' });
    const again = await rate('--tenant', tenant.id, '--month', MONTH, '--apply');
    expect(rateReport(again)).toContain('There was nothing to correct.');
  });

  it('says how it is used', async () => {
    for (const words of [
      [],
      ['--tenant', tenant.id],
      ['--tenant', tenant.id, '--month', '2026-13'],
      ['--tenant', tenant.id, '--month', MONTH, '--force'],
    ])
      await expect(rate(...words)).rejects.toThrow('Say: --tenant');
    await expect(rate('--tenant', 'nobody', '--month', MONTH)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
