import { auditEntities } from '@renum/audit';
import { newId } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { orchestratorEntities } from '../orchestrator.entities';
import { buildOrchestrator, type TestOrchestrator } from '../testing/orchestrator-harness';

/** Real: PostgreSQL, Redis, the queue. */
describe('runs of a tenant with an empty wallet', () => {
  let db: TestDatabase;
  let orchestrator: TestOrchestrator;
  let tenant: TestTenant;
  let threadId: string;

  beforeAll(async () => {
    db = await createTestDatabase({ entities: [...orchestratorEntities, ...auditEntities] });
    const { url: redisUrl, prefix } = createTestRedis();
    orchestrator = buildOrchestrator({ ...db, redisUrl, prefix });
  });
  afterAll(async () => {
    await orchestrator.close();
    await db.drop();
  });
  beforeEach(async () => {
    tenant = await testTenant(db);
    const agent = await tenant.agent();
    threadId = await tenant.thread(agent.id);
  });

  const sql = (text: string) => db.platform.transaction((em) => em.execute(text, [tenant.id]));
  const empty = (since = '0 seconds') =>
    sql(`insert into billing_accounts (mode, suspended_at, suspended_reason, tenant_id)
      values ('prepaid', now() - interval '${since}', 'wallet_empty', ?)
      on conflict (tenant_id) do update set suspended_at = excluded.suspended_at,
        suspended_reason = excluded.suspended_reason`);
  const fill = () =>
    sql(`update billing_accounts set suspended_at = null, suspended_reason = null
      where tenant_id = ?`);
  const start = (idempotencyKey = newId()) =>
    tenant.run(() => orchestrator.runs.create({ threadId, input: 'Do it.', idempotencyKey }));
  const claim = (runId: string) =>
    orchestrator.leases.claim({ runId, tenantId: tenant.id, workerId: newId() });
  const get = (runId: string) => tenant.run(() => orchestrator.queries.get(runId));
  const refused = { code: 'wallet_empty', status: 402 };

  it('are not begun, and the same request begins one after a top-up', async () => {
    const key = newId();
    await empty();
    await expect(start(key)).rejects.toMatchObject(refused);
    await fill();
    const run = await start(key);
    await empty();
    // What was begun before is not refused: it is the same run.
    expect((await start(key)).id).toBe(run.id);
  });

  it("are nobody else's matter", async () => {
    await empty();
    const other = await testTenant(db);
    const thread = await other.thread((await other.agent()).id);
    const run = other.run(() => orchestrator.runs.create({ threadId: thread, input: 'Do it.' }));
    await expect(run).resolves.toMatchObject({ state: 'queued' });
  });

  it('end at their limit when they are taken from the queue', async () => {
    const run = await start();
    await empty();
    expect(await claim(run.id)).toBeUndefined();
    expect(await get(run.id)).toMatchObject({
      state: 'limit',
      error: { code: 'budget', message: expect.stringContaining('Top up') as string },
    });
  });

  it('are told to end only when it has been empty for a while', async () => {
    const claimed = await claim((await start()).id);
    if (!claimed) throw new Error('not claimed');
    const renewed = () => orchestrator.leases.renew(claimed);
    expect(await renewed()).toEqual({ stopRequested: false, walletEmpty: false });
    await empty('50 seconds');
    expect(await renewed()).toEqual({ stopRequested: false, walletEmpty: false });
    await empty('61 seconds');
    expect(await renewed()).toEqual({ stopRequested: false, walletEmpty: true });
  });

  it('keep their question open until it can be answered', async () => {
    const run = await start();
    const claimed = await claim(run.id);
    if (!claimed) throw new Error('not claimed');
    await orchestrator.leases.finish(
      claimed,
      { state: 'waiting', callId: 'c1', question: '?', attachments: [] },
      { events: [], usedSteps: 1, usedMs: 5 },
    );
    await empty();
    const answer = () => tenant.run(() => orchestrator.runs.answer(run.id, 'yes'));
    await expect(answer()).rejects.toMatchObject(refused);
    await fill();
    await expect(answer()).resolves.toMatchObject({ state: 'queued' });
  });
});
