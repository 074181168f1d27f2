import { setTimeout as delay } from 'node:timers/promises';
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

describe('runs, as people use them', () => {
  let db: TestDatabase;
  let orchestrator: TestOrchestrator;
  let tenant: TestTenant;
  let threadId: string;

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
    threadId = await tenant.thread(agent.id);
  });

  const start = (overrides: { input?: string; idempotencyKey?: string; threadId?: string } = {}) =>
    tenant.run(() => orchestrator.runs.create({ threadId, input: 'Do it.', ...overrides }));
  const claim = (runId: string) =>
    orchestrator.leases.claim({ runId, tenantId: tenant.id, workerId: newId() });
  const count = async (sql: string, params: unknown[]) => {
    const rows = await db.platform.transaction((em) => em.execute<{ n: number }[]>(sql, params));
    return Number(rows[0]?.n);
  };

  it('writes run, message, event and outbox row together, and the queue gets ids only', async () => {
    const run = await start({ input: 'Find three facts\nand more' });
    expect(run).toMatchObject({ state: 'queued', threadId, cost: { nano: '0', currency: 'USD' } });
    await orchestrator.relay.drain();
    const jobs = await orchestrator.queue.getJobs(['waiting']);
    const mine = jobs.filter(({ data }) => data.runId === run.id);
    expect(mine.map(({ data }) => data)).toEqual([{ runId: run.id, tenantId: tenant.id }]);
    const thread = await tenant.run(() => orchestrator.threads.get(threadId));
    expect(thread).toMatchObject({ title: 'Find three facts', lastRun: { id: run.id } });
    const messages = await tenant.run(() => orchestrator.threads.messages(threadId, { limit: 5 }));
    expect(messages.items).toMatchObject([{ role: 'user', runId: run.id }]);
    const events = await tenant.run(() => orchestrator.queries.events(run.id, 0));
    expect(events).toMatchObject([{ seq: 1, type: 'run.state', state: 'queued' }]);
  });

  it('makes one run of 50 parallel requests under one key', async () => {
    const idempotencyKey = newId();
    const runs = await Promise.all(Array.from({ length: 50 }, () => start({ idempotencyKey })));
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    const rows = 'select count(*) as n from runs where thread_id = ?';
    expect(await count(rows, [threadId])).toBe(1);
    const jobs = `select count(*) as n from outbox where payload->>'runId' = ?`;
    expect(await count(jobs, [runs[0]?.id])).toBe(1);
  });

  it('refuses a key that was used for another body or another thread', async () => {
    const idempotencyKey = newId();
    await start({ idempotencyKey });
    const other = { code: 'idempotency_key_reused' };
    await expect(start({ idempotencyKey, input: 'Other' })).rejects.toMatchObject(other);
    const agent = await tenant.agent();
    const second = await tenant.thread(agent.id);
    await expect(start({ idempotencyKey, threadId: second })).rejects.toMatchObject(other);
  });

  it('gives the same key to two threads at the very same time only once', async () => {
    const idempotencyKey = newId();
    const agent = await tenant.agent();
    const second = await tenant.thread(agent.id);
    const results = await Promise.allSettled([
      start({ idempotencyKey }),
      start({ idempotencyKey, threadId: second }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('allows one open run a thread, also in parallel, and says why', async () => {
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => start()));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = results.find((result) => result.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'conflict' });
    expect(String(refused?.reason)).toContain('A run of this thread is about to start.');
  });

  it('stops a queued run at once, and nobody can claim it', async () => {
    const run = await start();
    const stopped = await tenant.run(() => orchestrator.runs.stop(run.id));
    expect(stopped).toMatchObject({ state: 'stopped' });
    expect(stopped.endedAt).toBeDefined();
    expect(await claim(run.id)).toBeUndefined();
    const again = await tenant.run(() => orchestrator.runs.stop(run.id));
    expect(again.state).toBe('stopped');
    await expect(start()).resolves.toMatchObject({ state: 'queued' });
  });

  it('tells the worker of a running run to stop, by message and by renewal', async () => {
    const run = await start();
    const claimed = await claim(run.id);
    const heard: unknown[] = [];
    const leave = await orchestrator.control.follow((message) => heard.push(message));
    const stopping = await tenant.run(() => orchestrator.runs.stop(run.id));
    expect(stopping.state).toBe('running');
    if (!claimed) throw new Error('The run was not claimed');
    expect(await orchestrator.leases.renew(claimed)).toMatchObject({ stopRequested: true });
    const end = { type: 'run.stop', tenantId: tenant.id, runId: newId() } as const;
    await orchestrator.control.publish(end);
    while (!JSON.stringify(heard).includes(end.runId)) await delay(5);
    leave();
    expect(heard).toEqual([{ type: 'run.stop', tenantId: tenant.id, runId: run.id }, end]);
  });

  it('queues a waiting run again with the answer as the result of its ask', async () => {
    const run = await start();
    const claimed = await claim(run.id);
    if (!claimed) throw new Error('The run was not claimed');
    const at = new Date().toISOString();
    const call = {
      type: 'tool_call' as const,
      callId: 'c1',
      name: 'ask',
      input: { question: '?' },
    };
    await orchestrator.leases.append(claimed, {
      usedSteps: 1,
      usedMs: 10,
      events: [
        {
          runId: run.id,
          seq: claimed.nextSeq,
          at,
          type: 'message.completed',
          messageId: 'm1',
          model: 'm',
          message: { role: 'assistant', content: [call] },
        },
      ],
    });
    const ask = { callId: 'c1', question: 'Which one?', attachments: [] };
    const rest = { events: [], usedSteps: 1, usedMs: 20 };
    await orchestrator.leases.finish(claimed, { state: 'waiting', ...ask }, rest);
    const waiting = await tenant.run(() => orchestrator.queries.get(run.id));
    expect(waiting).toMatchObject({ state: 'waiting', ask });
    await expect(start()).rejects.toThrow('A run of this thread waits for an answer.');

    const queued = await tenant.run(() => orchestrator.runs.answer(run.id, 'The \0second'));
    expect(queued.state).toBe('queued');
    expect(queued.ask).toBeUndefined();
    await expect(tenant.run(() => orchestrator.runs.answer(run.id, 'x'))).rejects.toMatchObject({
      code: 'illegal_transition',
    });
    const resumed = await claim(run.id);
    expect(resumed?.used).toEqual({ steps: 1, milliseconds: 20 });
    expect(resumed?.history.at(-1)).toEqual({
      role: 'tool',
      content: [{ type: 'tool_result', callId: 'c1', output: 'The \ufffdsecond', isError: false }],
    });
    const events = await tenant.run(() => orchestrator.queries.events(run.id, 0));
    expect(events.map((event) => (event.type === 'run.state' ? event.state : event.type))).toEqual([
      'queued',
      'running',
      'message.completed',
      'waiting',
      'answer',
      'queued',
      'running',
    ]);
  });

  it('shows nothing of another tenant', async () => {
    const run = await start();
    const other = await testTenant(db);
    const notFound = { code: 'not_found' };
    await other.run(async () => {
      await expect(orchestrator.queries.get(run.id)).rejects.toMatchObject(notFound);
      await expect(orchestrator.queries.events(run.id, 0)).rejects.toMatchObject(notFound);
      await expect(orchestrator.runs.stop(run.id)).rejects.toMatchObject(notFound);
      await expect(orchestrator.runs.answer(run.id, 'x')).rejects.toMatchObject(notFound);
      await expect(orchestrator.threads.get(threadId)).rejects.toMatchObject(notFound);
      await expect(orchestrator.runs.create({ threadId, input: 'x' })).rejects.toMatchObject(
        notFound,
      );
      expect((await orchestrator.queries.list({ limit: 10 })).items).toEqual([]);
    });
  });

  it('lists newest first, by pages, with filters', async () => {
    const agent = await tenant.agent();
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      ids.unshift((await start({ threadId: await tenant.thread(agent.id) })).id);
    }
    const list = (query: object) =>
      tenant.run(() => orchestrator.queries.list({ limit: 2, agentId: agent.id, ...query }));
    const first = await list({});
    const second = await list({ cursor: first.nextCursor });
    const third = await list({ cursor: second.nextCursor });
    expect(third.nextCursor).toBeUndefined();
    const pages = [first, second, third].flatMap(({ items }) => items.map(({ id }) => id));
    expect(pages).toEqual(ids);
    expect((await list({ state: 'completed' })).items).toEqual([]);
    expect((await list({ state: 'queued' })).items).toHaveLength(2);
    const failed = { state: 'failed', reason: 'model_error', endedAt: new Date() };
    const id = await tenant.queuedRun(agent, await tenant.thread(agent.id), failed);
    expect((await list({ reason: 'model_error' })).items.map((run) => run.id)).toEqual([id]);
  });
});
