import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { ExportClaims } from './export-claims';

/** Real: PostgreSQL. Any number of processes claim at once. */
describe('claims on traces', () => {
  let db: TestDatabase;
  let tenant: TestTenant;
  let claims: ExportClaims;
  beforeAll(async () => {
    db = await createTestDatabase();
    claims = new ExportClaims(db.platform);
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    tenant = await tracing();
  });
  // What one test leaves due would be another's.
  afterEach(() => sql('delete from trace_exports'));

  const sql = (text: string, values: unknown[] = []) =>
    db.platform.transaction((em) => em.execute(text, values));
  async function tracing(): Promise<TestTenant> {
    const made = await testTenant(db);
    const langfuse = { provider: 'langfuse', name: 'Langfuse' };
    const credentialId = await made.insert('credentials', langfuse);
    await sql(
      'insert into tracing_settings (tenant_id, enabled, credential_id) values (?, true, ?)',
      [made.id, credentialId],
    );
    return made;
  }
  async function due(count: number, of = tenant): Promise<void> {
    const agent = await of.agent();
    for (let each = 0; each < count; each += 1) {
      const runId = await of.queuedRun(agent, await of.thread(agent.id));
      const nextAttemptAt = new Date(Date.now() - 1_000);
      await of.insert('trace_exports', { runId, captureContent: false, nextAttemptAt });
    }
  }

  it('are one process’s at a time, however many look', async () => {
    await due(6);
    const taken = (await Promise.all(Array.from({ length: 8 }, () => claims.due(8)))).flat();
    expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
    expect(taken.length).toBeGreaterThanOrEqual(2);
  });

  it('leave room for others: of one tenant, two at a time', async () => {
    await due(5);
    const slow = await claims.due(8);
    expect(slow).toHaveLength(2);
    expect(await claims.due(8)).toEqual([]);
    const other = await tracing();
    await due(1, other);
    expect(await claims.due(8)).toMatchObject([{ tenantId: other.id }]);
    await claims.finish(slow[0]!, { state: 'sent' });
    expect(await claims.due(8)).toMatchObject([{ tenantId: tenant.id, attempts: 1 }]);
  });

  it('are taken over from a process that died, which then has no say any more', async () => {
    await due(1);
    const [dead] = await claims.due(8);
    expect(await claims.due(8)).toEqual([]);
    await sql('update trace_exports set claimed_until = now()');
    const [heir] = await claims.due(8);
    expect(heir).toMatchObject({ id: dead?.id, attempts: 2 });
    await claims.finish(dead!, { state: 'failed', error: 'late' });
    await claims.finish(heir!, { state: 'sent' });
    expect(await sql('select state, error from trace_exports')).toEqual([
      { state: 'sent', error: null },
    ]);
  });
});
