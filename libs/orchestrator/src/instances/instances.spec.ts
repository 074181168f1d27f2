import { hostname } from 'node:os';
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
import type { ControlMessage } from '../live/control-bus';
import { orchestratorEntities } from '../orchestrator.entities';
import { buildOrchestrator, type TestOrchestrator } from '../testing/orchestrator-harness';

describe('instances and their workers', () => {
  let db: TestDatabase;
  let orchestrator: TestOrchestrator;
  let tenant: TestTenant;
  let threadId: string;
  let heard: ControlMessage[];
  let leave: () => void;

  beforeAll(async () => {
    db = await createTestDatabase({ entities: [...orchestratorEntities, ...auditEntities] });
    const { url: redisUrl, prefix } = createTestRedis();
    orchestrator = buildOrchestrator({ ...db, redisUrl, prefix });
    tenant = await testTenant(db);
    leave = await orchestrator.control.follow((message) => heard.push(message));
  });
  afterAll(async () => {
    leave();
    await orchestrator.close();
    await db.drop();
  });
  beforeEach(async () => {
    heard = [];
    const agent = await tenant.agent({ name: 'Worker bee' });
    threadId = await tenant.thread(agent.id);
  });

  const claim = (workerId: string) =>
    orchestrator.instances.claim({ tenantId: tenant.id, threadId, workerId });
  const ref = (instanceId: string) => ({ tenantId: tenant.id, instanceId });
  const beat = (workerId: string) =>
    orchestrator.workers.heartbeat({
      workerId,
      hostname: hostname(),
      pid: process.pid,
      dockerOk: true,
      dockerDetail: '',
      instances: 1,
      runs: 0,
    });
  const silence = (workerId: string) =>
    db.platform.transaction((em) =>
      em.execute(`update workers set heartbeat_at = now() - interval '1 minute' where id = ?`, [
        workerId,
      ]),
    );
  const rows = async (instanceIds: string[]) => {
    const live = await orchestrator.instances.live();
    return live.filter(({ id }) => instanceIds.includes(id)).map(({ state }) => state);
  };

  it('give a thread one instance, again and again on the same worker', async () => {
    const workerId = newId();
    const first = await claim(workerId);
    expect(first).toEqual({ instanceId: expect.any(String), fresh: true });
    const { instanceId } = first;
    const touched = { state: 'ready', containerId: 'c0ffee' } as const;
    expect(await orchestrator.instances.touch(ref(instanceId), touched)).toBe(true);
    expect(await claim(workerId)).toEqual({ instanceId, containerId: 'c0ffee', fresh: false });
    await orchestrator.instances.gone(ref(instanceId), 'Idle.');
    expect(await orchestrator.instances.touch(ref(instanceId), { state: 'ready' })).toBe(false);
    expect((await claim(workerId)).instanceId).not.toBe(instanceId);
  });

  it('never give a thread two, however many claim at once', async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(newId())));
    const ids = claims.map(({ instanceId }) => instanceId);
    expect(await rows(ids)).toEqual(['starting']);
  });

  it('take an idle one off another worker, and tell it', async () => {
    const { instanceId } = await claim(newId());
    const taken = await claim(newId());
    expect(taken.fresh).toBe(true);
    expect(await rows([instanceId, taken.instanceId])).toEqual(['starting']);
    const end = { type: 'instance.stop', tenantId: tenant.id, instanceId: newId() } as const;
    await orchestrator.control.publish(end);
    while (!JSON.stringify(heard).includes(end.instanceId)) await delay(5);
    expect(heard).toEqual([{ type: 'instance.stop', tenantId: tenant.id, instanceId }, end]);
  });

  it('are stopped by an operator, with a trace, and stay stopping', async () => {
    const { instanceId } = await claim(newId());
    const operatorId = newId();
    await orchestrator.instances.stop(instanceId, operatorId);
    expect(await orchestrator.instances.touch(ref(instanceId), { state: 'ready' })).toBe(false);
    const list = await orchestrator.instances.list({ limit: 50 });
    expect(list.items.find(({ id }) => id === instanceId)).toMatchObject({
      state: 'stopping',
      tenantId: tenant.id,
      tenantName: expect.any(String),
      agentName: 'Worker bee',
    });
    const trace = await db.platform.transaction((em) =>
      em.execute('select action, actor_id from audit_entries where target_id = ?', [instanceId]),
    );
    expect(trace).toEqual([{ action: 'instance.stop_requested', actor_id: operatorId }]);
    await expect(orchestrator.instances.stop(newId(), operatorId)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('are given up with a worker that is silent, not with one that lives', async () => {
    const [living, dead] = [newId(), newId()];
    await beat(living);
    await beat(dead);
    const kept = await claim(living);
    const agent = await tenant.agent();
    threadId = await tenant.thread(agent.id);
    const lost = await claim(dead);
    await silence(dead);
    expect((await orchestrator.workers.living()).map(({ id }) => id)).toContain(living);
    expect((await orchestrator.workers.dead()).map(({ id }) => id)).toEqual([dead]);
    const abandoned = await orchestrator.instances.abandoned();
    expect(abandoned).toContain(lost.instanceId);
    expect(abandoned).not.toContain(kept.instanceId);
    await orchestrator.workers.leave(living);
    expect(await orchestrator.workers.living()).toEqual([]);
  });
});
