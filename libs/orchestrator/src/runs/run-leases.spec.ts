import { auditEntities } from '@renum/audit';
import type { RunEvent, RunEventBody, RunOutcome } from '@renum/contracts';
import { newId } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  testAgentConfig,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { orchestratorEntities } from '../orchestrator.entities';
import { buildOrchestrator, type TestOrchestrator } from '../testing/orchestrator-harness';
import { RECLAIM_GAP, type ClaimedRun } from './claimed-run';
import { INTERRUPTED } from './history';

describe('leases on runs', () => {
  let db: TestDatabase;
  let orchestrator: TestOrchestrator;
  let tenant: TestTenant;
  let runId: string;

  beforeAll(async () => {
    db = await createTestDatabase({ entities: [...orchestratorEntities, ...auditEntities] });
    const { url: redisUrl, prefix } = createTestRedis();
    orchestrator = buildOrchestrator({ ...db, redisUrl, prefix });
    tenant = await testTenant(db);
  });
  afterAll(async () => {
    await orchestrator.close();
    await db.drop();
  });
  beforeEach(async () => {
    const agent = await tenant.agent();
    const threadId = await tenant.thread(agent.id);
    const input = 'Do it.';
    runId = (await tenant.run(() => orchestrator.runs.create({ threadId, input }))).id;
  });

  const tryClaim = (workerId = newId()) =>
    orchestrator.leases.claim({ runId, tenantId: tenant.id, workerId });
  const claim = async (workerId?: string): Promise<ClaimedRun> => {
    const claimed = await tryClaim(workerId);
    if (!claimed) throw new Error('The run was not to be had');
    return claimed;
  };
  const event = (claimed: ClaimedRun, body: RunEventBody): RunEvent => ({
    runId,
    seq: claimed.nextSeq,
    at: new Date().toISOString(),
    ...body,
  });
  const append = (claimed: ClaimedRun, ...bodies: RunEventBody[]) =>
    orchestrator.leases.append(claimed, {
      events: bodies.map((body, index) => ({
        ...event(claimed, body),
        seq: claimed.nextSeq + index,
      })),
      usedSteps: 1,
      usedMs: 5,
    });
  const finish = (claimed: ClaimedRun, outcome: RunOutcome) =>
    orchestrator.leases.finish(claimed, outcome, { events: [], usedSteps: 1, usedMs: 5 });
  const get = () => tenant.run(() => orchestrator.queries.get(runId));
  const stored = () => tenant.run(() => orchestrator.queries.events(runId, 0));
  const expire = () =>
    db.platform.transaction((em) =>
      em.execute(`update runs set lease_until = now() - interval '1 second' where id = ?`, [runId]),
    );
  const lose = async () => {
    await expire();
    return orchestrator.sweeper.sweep();
  };

  const toolStep: RunEventBody = {
    type: 'message.completed',
    messageId: 'm1',
    model: 'm',
    message: {
      role: 'assistant',
      content: [{ type: 'tool_call', callId: 'c1', name: 'execute_command', input: {} }],
    },
  };
  const answer: RunEventBody = {
    type: 'message.completed',
    messageId: 'm2',
    model: 'm',
    message: { role: 'assistant', content: [{ type: 'text', text: 'Here it is.' }] },
  };
  const fenced = { code: 'fenced' };

  it('go to one of many claimers', async () => {
    // While connections are still being made, the first claimer would be done before the second.
    const wait = () => db.tenants.transaction((em) => em.execute('select pg_sleep(0.1)'));
    await Promise.all(Array.from({ length: 8 }, () => tenant.run(wait)));
    const claims = await Promise.all(Array.from({ length: 8 }, () => tryClaim()));
    expect(claims.filter((claimed) => claimed !== undefined)).toHaveLength(1);
    expect(await get()).toMatchObject({ state: 'running' });
  });

  it.each([
    ['another worker', newId()],
    ['the same worker', undefined],
  ])('let the older fence do nothing once %s has the run', async (_, other) => {
    const workerId = newId();
    const old = await claim(workerId);
    expect(await lose()).toEqual({ queued: 1, failed: 0, stopped: 0 });
    const current = await claim(other ?? workerId);
    expect(current.fence).toBe(old.fence + 1);
    await expect(append(old, toolStep)).rejects.toMatchObject(fenced);
    await expect(orchestrator.leases.renew(old)).rejects.toMatchObject(fenced);
    await expect(finish(old, { state: 'completed', summary: '' })).rejects.toMatchObject(fenced);
    await expect(orchestrator.leases.release(old)).rejects.toMatchObject(fenced);
    await append(current, toolStep);
    await finish(current, { state: 'completed', summary: 'ok' });
    await expect(append(current, toolStep)).rejects.toMatchObject(fenced);
    expect(await get()).toMatchObject({ state: 'completed' });
  });

  it('are left alone by the sweeper while they are renewed', async () => {
    const claimed = await claim();
    await expire();
    await orchestrator.leases.renew(claimed);
    expect(await orchestrator.sweeper.sweep()).toEqual({ queued: 0, failed: 0, stopped: 0 });
  });

  it('continue after a loss with an honest result for the open call and numbers far ahead', async () => {
    const lost = await claim();
    await append(lost, { type: 'text.delta', messageId: 'm1', text: 'a' }, toolStep);
    await lose();
    const resumed = await claim();
    expect(resumed.nextSeq).toBeGreaterThan(lost.nextSeq + RECLAIM_GAP);
    expect(resumed.history.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
    expect(resumed.history.at(-1)?.content).toMatchObject([{ callId: 'c1', output: INTERRUPTED }]);
    expect(resumed.used).toEqual({ steps: 1, milliseconds: 5 });
  });

  it('complete a run whose answer was stored but whose end was lost', async () => {
    const lost = await claim();
    await append(lost, answer);
    await lose();
    expect(await tryClaim()).toBeUndefined();
    expect(await get()).toMatchObject({ state: 'completed' });
  });

  it('fail a run that lost its worker three times', async () => {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await claim();
      const swept = await lose();
      expect(swept.failed).toBe(attempt === 3 ? 1 : 0);
    }
    expect(await get()).toMatchObject({ state: 'failed', error: { code: 'worker_lost' } });
    expect((await stored()).at(-1)).toMatchObject({ state: 'failed', reason: 'worker_lost' });
  });

  it('stop a lost run that was asked to stop', async () => {
    await claim();
    await tenant.run(() => orchestrator.runs.stop(runId));
    expect(await lose()).toEqual({ queued: 0, failed: 0, stopped: 1 });
    expect(await get()).toMatchObject({ state: 'stopped' });
  });

  it('do not count an attempt that a draining worker gave back', async () => {
    for (let turn = 0; turn < 5; turn += 1) await orchestrator.leases.release(await claim());
    expect(await get()).toMatchObject({ state: 'queued' });
    const jobs = await db.platform.transaction((em) =>
      em.execute(`select 1 from outbox where payload->>'runId' = ?`, [runId]),
    );
    expect(jobs).toHaveLength(6);
  });

  it('store a batch that is sent again once, message included', async () => {
    const claimed = await claim();
    const batch = { events: [event(claimed, toolStep)], usedSteps: 1, usedMs: 5 };
    await orchestrator.leases.append(claimed, batch);
    await orchestrator.leases.append(claimed, batch);
    expect((await stored()).filter(({ type }) => type === 'message.completed')).toHaveLength(1);
    const { threadId } = claimed;
    const page = await tenant.run(() => orchestrator.threads.messages(threadId, { limit: 10 }));
    expect(page.items.map(({ role }) => role)).toEqual(['user', 'assistant']);
  });

  it('take what PostgreSQL would refuse: NUL and broken surrogates', async () => {
    const claimed = await claim();
    const output = `a\0b${String.fromCharCode(0xd800)}c`;
    const result = { callId: 'c1', name: 'execute_command', isError: false, durationMs: 1 };
    await append(claimed, { type: 'tool.completed', output, ...result });
    expect((await stored()).at(-1)).toMatchObject({ output: 'a\ufffdb\ufffdc' });
  });

  it('number the final state above deltas that only Redis saw', async () => {
    const claimed = await claim();
    await append(claimed, { type: 'text.delta', messageId: 'm', text: 'x' });
    await append(claimed, { type: 'text.delta', messageId: 'm', text: 'y' });
    const { events } = await finish(claimed, {
      state: 'limit',
      limit: 'steps',
      detail: '30 steps were taken.',
    });
    const live = await orchestrator.bus.read(runId, 0);
    expect(live.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(events.at(-1)).toMatchObject({ seq: 5, state: 'limit', reason: 'steps' });
    expect(await get()).toMatchObject({ state: 'limit', error: { code: 'steps' } });
  });

  it('keep the internal outcome from clients', async () => {
    const claimed = await claim();
    const outcome: RunOutcome = { state: 'stopped' };
    await append(claimed, toolStep, { type: 'run.outcome', outcome });
    const types = [...(await stored()), ...(await orchestrator.bus.read(runId, 0))];
    expect(types.map(({ type }) => type)).not.toContain('run.outcome');
  });

  it('keep a suspended tenant’s runs from starting and from going on', async () => {
    const suspended = (state: string) =>
      db.platform.transaction((em) =>
        em.execute('update tenants set state = ? where id = ?', [state, tenant.id]),
      );
    await suspended('suspended');
    expect(await tryClaim()).toBeUndefined();
    expect(await get()).toMatchObject({ state: 'queued' });
    await suspended('active');
    const claimed = await claim();
    expect(await orchestrator.leases.renew(claimed)).toMatchObject({ stopRequested: false });
    await suspended('suspended');
    expect(await orchestrator.leases.renew(claimed)).toMatchObject({ stopRequested: true });
    await suspended('active');
  });

  /** A run of an agent whose configuration is stored as it stands here. */
  const queuedWith = async (config: unknown): Promise<string> => {
    const agent = await tenant.agent({ config });
    const threadId = await tenant.thread(agent.id);
    return tenant.queuedRun(agent, threadId);
  };

  it('fail a run whose agent cannot be read any more, and say why', async () => {
    runId = await queuedWith({ ...testAgentConfig(), grants: 'all' });
    expect(await tryClaim()).toBeUndefined();
    const run = await get();
    expect(run).toMatchObject({ state: 'failed', error: { code: 'internal' } });
    expect(run.error?.message).toMatch(/configuration is not valid.*grants.*Save the agent again/);
    const states = (await stored()).map((event) => event.type === 'run.state' && event.state);
    expect(states).toEqual(['running', 'failed']);
    const again = { threadId: run.threadId, input: 'Once more.' };
    await expect(tenant.run(() => orchestrator.runs.create(again))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('not valid') as string,
    });
  });

  it('take agents that were stored before there were grants', async () => {
    const { grants: _grants, connections: _connections, ...config } = testAgentConfig();
    runId = await queuedWith(config);
    expect((await claim()).config).toMatchObject({ grants: [], connections: [] });
  });

  it('know how long people were waited for, side by side counted once', async () => {
    const claimed = await claim();
    expect(await orchestrator.leases.waitedMs(claimed)).toBe(0);
    const now = Date.now();
    const at = (seconds: number) => new Date(now + seconds * 1_000);
    const { agentId, threadId } = claimed;
    const ask = (from: number, to: number | undefined, expires = 60) =>
      tenant.insert('approvals', {
        ...{ runId, threadId, agentId, instanceId: newId(), provider: 'p', providerTitle: 'P' },
        ...{ operation: 'o', operationTitle: 'O', access: 'write', method: 'POST', path: '/' },
        requestHash: Buffer.alloc(32),
        requestedAt: at(from),
        expiresAt: at(expires),
        ...(to !== undefined && { state: 'approved', decidedAt: at(to) }),
      });
    await ask(-100, -90);
    await ask(-95, -80);
    // Open still, until its time was over.
    await ask(-50, undefined, -45);
    expect(await orchestrator.leases.waitedMs(claimed)).toBe(25_000);
  });

  it('do not wait for an answer once a stop was asked for', async () => {
    const claimed = await claim();
    await tenant.run(() => orchestrator.runs.stop(runId));
    await finish(claimed, { state: 'waiting', callId: 'c1', question: '?', attachments: [] });
    expect(await get()).toMatchObject({ state: 'stopped' });
  });
});
