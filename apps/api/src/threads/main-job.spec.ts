import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  AgentView,
  HealthView,
  InstanceView,
  OperatorRunView,
  Page,
  Problem,
  RunView,
  ThreadView,
} from '@renum/contracts';
import { RunLeases, type Listing } from '@renum/orchestrator';
import { newId } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { TestControlPlane, type Call } from '../testing/control-plane';
import { ok } from '../testing/ok';

/** The REST contract of the main job, on the whole control plane; a worker is played by leases. */
describe('agents, threads and runs over HTTP', () => {
  let database: TestDatabase;
  let api: TestControlPlane;
  let tenant: TestTenant;
  let call: Call;
  let agentId: string;
  let threadId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    api = await TestControlPlane.start({ database, redis: createTestRedis() });
    tenant = await testTenant(database);
    call = await api.owner(tenant);
  });
  afterAll(async () => {
    await api.stop();
    await database.drop();
  });
  beforeEach(async () => {
    const config = { model: { provider: 'openai', name: 'gpt-4.1-mini' } };
    agentId = (await ok<AgentView>(call('POST', '/v1/agents', { name: 'Researcher', config }), 201))
      .id;
    threadId = (await ok<ThreadView>(call('POST', '/v1/threads', { agentId }), 201)).id;
  });

  const refused = async (answer: Promise<Response>): Promise<Problem> => {
    const response = await answer;
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    return (await response.json()) as Problem;
  };
  const start = (key?: string, input = 'Find three facts.') =>
    call(
      'POST',
      `/v1/threads/${threadId}/runs`,
      { input },
      key === undefined ? {} : { 'idempotency-key': key },
    );

  it('make an agent, change it into a new version, and archive it', async () => {
    const patch = { config: { limits: { maxSteps: 5 } } };
    const changed = await ok<AgentView>(call('PATCH', `/v1/agents/${agentId}`, patch));
    expect(changed).toMatchObject({
      name: 'Researcher',
      version: { number: 2 },
      config: { limits: { maxSteps: 5, maxSeconds: 900 }, model: { maxOutputTokens: 4096 } },
    });
    const versions = await ok<Page<{ number: number }>>(
      call('GET', `/v1/agents/${agentId}/versions?limit=1`),
    );
    expect(versions.items).toMatchObject([{ number: 2 }]);
    expect(versions.nextCursor).toBeDefined();
    expect((await call('DELETE', `/v1/agents/${agentId}`)).status).toBe(204);
    expect(await refused(call('GET', `/v1/agents/${agentId}`))).toMatchObject({ status: 404 });
  });

  it('name every bad field of an agent', async () => {
    const body = { name: '', config: { model: { provider: 'x', name: 'm' }, tools: ['rm'] } };
    const problem = await refused(call('POST', '/v1/agents', body));
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed' });
    expect(problem.errors?.map(({ path }) => path).sort()).toEqual([
      'config.model.provider',
      'config.tools.0',
      'name',
    ]);
  });

  it('answer 202 for a run, the same for the same key, and 409 for a second one', async () => {
    const key = newId();
    const run = await ok<RunView>(start(key), 202);
    expect(run).toMatchObject({ state: 'queued', agentVersion: 1, cost: { nano: '0' } });
    expect(await ok<RunView>(start(key), 202)).toMatchObject({ id: run.id });
    expect(await refused(start(key, 'Other'))).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
    const second = await refused(start());
    expect(second).toMatchObject({ status: 409, code: 'conflict' });
    expect(second.detail).toBe(
      'A run of this thread is about to start. Wait for its end, or stop it first.',
    );
    expect(await refused(start('with space'))).toMatchObject({ code: 'validation_failed' });
    const stopped = await ok<RunView>(call('POST', `/v1/runs/${run.id}/stop`), 202);
    expect(stopped.state).toBe('stopped');
    const events = await ok<Page<unknown>>(call('GET', `/v1/runs/${run.id}/events?after=1`));
    expect(events.items).toMatchObject([{ seq: 2, type: 'run.state', state: 'stopped' }]);
    expect(await refused(call('POST', `/v1/runs/${run.id}/answer`, { answer: 'x' }))).toMatchObject(
      { status: 409, code: 'illegal_transition' },
    );
  });

  it('show a waiting run’s question and take the answer', async () => {
    const run = await ok<RunView>(start(), 202);
    const leases = api.app.get(RunLeases, { strict: false });
    const workerId = newId();
    const claim = await leases.claim({ runId: run.id, tenantId: tenant.id, workerId });
    if (!claim) throw new Error('The run was not to be had');
    const ask = { callId: 'c1', question: 'Which one?', attachments: [] };
    const progress = { events: [], usedSteps: 1, usedMs: 1 };
    await leases.finish(claim, { state: 'waiting', ...ask }, progress);
    expect(await ok<RunView>(call('GET', `/v1/runs/${run.id}`))).toMatchObject({ ask });
    const list = await ok<Page<RunView>>(call('GET', '/v1/runs?state=waiting'));
    expect(list.items.map(({ id }) => id)).toEqual([run.id]);
    const answered = await ok<RunView>(
      call('POST', `/v1/runs/${run.id}/answer`, { answer: 'That one' }),
      202,
    );
    expect(answered.state).toBe('queued');
    const messages = await ok<Page<{ role: string }>>(
      call('GET', `/v1/threads/${threadId}/messages`),
    );
    expect(messages.items.map(({ role }) => role)).toEqual(['user', 'tool']);
    const runs = await ok<Page<RunView>>(call('GET', `/v1/threads/${threadId}/runs`));
    expect(runs.items).toHaveLength(1);
  });

  it('list files and hand them out as downloads only, never through a link', async () => {
    const root = join(api.workspaces, tenant.id, threadId);
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, 'page.html'), '<script>alert(1)</script>');
    writeFileSync(join(root, 'empty'), '');
    symlinkSync('/etc/passwd', join(root, 'link'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const listing = await ok<Listing>(call('GET', `/v1/threads/${threadId}/files`));
    expect(listing.items.map(({ path }) => path)).toEqual(['empty', 'page.html']);
    const content = (path: string) =>
      call('GET', `/v1/threads/${threadId}/files/content?path=${encodeURIComponent(path)}`);
    const file = await content('page.html');
    expect(file.status).toBe(200);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="page.html"; filename*=UTF-8''page.html`,
      'x-content-type-options': 'nosniff',
      'content-length': '25',
      'cache-control': 'no-store',
    });
    expect(await file.text()).toBe('<script>alert(1)</script>');
    expect(await (await content('empty')).text()).toBe('');
    for (const path of ['link', 'pipe', '../x', '..']) {
      expect(await refused(content(path))).toMatchObject({ code: 'file_not_readable' });
    }
    expect(await refused(content('missing'))).toMatchObject({ status: 404 });
  });

  it('let a viewer look and nothing more', async () => {
    const { userId } = await tenant.member('viewer');
    const viewer = await api.as({ userId, tenantId: tenant.id, role: 'viewer' });
    await ok(viewer('GET', `/v1/threads/${threadId}`));
    for (const [method, path, body] of [
      ['POST', '/v1/agents', { name: 'x' }],
      ['PATCH', `/v1/agents/${agentId}`, {}],
      ['DELETE', `/v1/agents/${agentId}`, undefined],
      ['POST', '/v1/threads', { agentId }],
      ['POST', `/v1/threads/${threadId}/runs`, { input: 'x' }],
      ['POST', `/v1/runs/${newId()}/stop`, undefined],
      ['GET', '/v1/operator/runs', undefined],
      ['GET', '/v1/operator/instances', undefined],
      ['GET', '/v1/operator/health', undefined],
    ] as const) {
      expect(await refused(viewer(method, path, body))).toMatchObject({ status: 403 });
    }
  });

  it('give operators runs, instances and health across tenants', async () => {
    const run = await ok<RunView>(start(), 202);
    const instanceId = await tenant.instance(threadId, newId(), { state: 'busy' });
    const operator = await api.operator();
    const runs = await ok<Page<OperatorRunView>>(operator('GET', '/v1/operator/runs'));
    expect(runs.items.find(({ id }) => id === run.id)).toMatchObject({ tenantId: tenant.id });
    expect((await operator('POST', `/v1/operator/instances/${instanceId}/stop`)).status).toBe(202);
    const instances = await ok<Page<InstanceView>>(operator('GET', '/v1/operator/instances'));
    expect(instances.items).toMatchObject([{ id: instanceId, state: 'stopping' }]);
    const health = await ok<HealthView>(operator('GET', '/v1/operator/health'));
    expect(health.status).toBe('degraded');
    const states = health.checks.map(({ name, ok: fine }) => [name, fine]);
    expect(Object.fromEntries(states)).toEqual({
      database: true,
      redis: true,
      docker: false,
      workers: false,
      queues: true,
    });
    expect(health.queues).toMatchObject([{ name: 'runs' }]);
  });
});
