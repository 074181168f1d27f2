import { setTimeout as sleep } from 'node:timers/promises';
import type { TestingModule } from '@nestjs/testing';
import {
  approvalsConfig,
  ApprovalsModule,
  ApprovalsService,
  ApprovalSweeper,
  ApprovalSweeperModule,
} from '@renum/approvals';
import { auditEntities } from '@renum/audit';
import { billingConfig } from '@renum/billing';
import type { ApprovalView, InstanceIdentity, ProviderGrant } from '@renum/contracts';
import { identityConfig, identityEntities } from '@renum/identity';
import { newId, signIdentity } from '@renum/platform';
import {
  createTestServices,
  testAgentConfig,
  testTenant,
  type TestServices,
  type TestTenant,
} from '@renum/testing';
import { vaultConfig, vaultEntities, VaultModule, VaultService } from '@renum/vault';
import { register } from 'prom-client';
import { DataPlaneModule } from '../data-plane.module';
import { dataPlaneConfig, egressConfig } from '../proxy.config';
import { freePort } from '../spec/free-port';
import { FakeProvider, json } from '../spec/provider';
import { Gates } from './gates';

const KEY = Buffer.alloc(32, 9);
const BODY = '{"query":"x"}';

/** Real: PostgreSQL, Redis, vault, ledger, both planes. Played: the provider and the people. */
describe('a call that a person must approve', () => {
  let services: TestServices;
  let provider: FakeProvider;
  let tenant: TestTenant;
  let control: TestingModule;
  let plane: TestingModule;
  let port: number;
  let approvals: ApprovalsService;
  const aborts: AbortController[] = [];

  const startPlane = async (at: number, environment: Record<string, string> = {}) => {
    register.clear();
    return services.process({
      imports: [VaultModule, DataPlaneModule],
      entities: [...vaultEntities, ...auditEntities],
      slices: [vaultConfig, billingConfig, egressConfig, dataPlaneConfig, approvalsConfig],
      environment: {
        DATA_PORT: String(at),
        DATA_PLANE_KEY: KEY.toString('base64'),
        // Two at once: those who wait are not among them.
        DATA_MAX_TENANT_CALLS: '2',
        STANDIN_URL: provider.url,
        ...environment,
      },
    });
  };

  beforeAll(async () => {
    services = await createTestServices();
    provider = await new FakeProvider().start();
    port = await freePort();
    plane = await startPlane(port);
    control = await services.process({
      imports: [ApprovalsModule, ApprovalSweeperModule],
      entities: [...vaultEntities, ...auditEntities, ...identityEntities],
      slices: [vaultConfig, identityConfig],
    });
    approvals = control.get(ApprovalsService, { strict: false });
  });
  afterAll(async () => {
    await services.close();
    await provider[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    tenant = await testTenant(services.database);
    const wanted = { provider: 'tavily', name: 'Key', secret: 'tvly-0123456789', standIn: true };
    await tenant.run(() => plane.get(VaultService, { strict: false }).create(wanted));
    provider.seen.length = 0;
    provider.answer = (_req, res) => json(res, { results: [], usage: { credits: 1 } });
  });
  afterEach(() => {
    for (const abort of aborts.splice(0)) abort.abort();
  });

  const sql = <T>(text: string, values: unknown[] = []): Promise<T[]> =>
    services.database.platform.transaction((em) => em.execute<T[]>(text, values));

  async function runWith(grant: Partial<ProviderGrant> = {}): Promise<InstanceIdentity> {
    const config = testAgentConfig({
      tools: [],
      grants: [{ provider: 'tavily', operations: 'all', ask: 'always', ...grant }],
    });
    const agent = await tenant.agent({ config });
    const threadId = await tenant.thread(agent.id);
    const runId = await tenant.queuedRun(agent, threadId, { state: 'running' });
    return {
      tenantId: tenant.id,
      agentId: agent.id,
      agentVersionId: agent.versionId,
      threadId,
      runId,
      instanceId: newId(),
      exp: Math.floor(Date.now() / 1000) + 600,
    };
  }

  const call = (
    identity: InstanceIdentity,
    { body = BODY, at = port, path = '/proxy/tavily/search' } = {},
    signal?: AbortSignal,
  ): Promise<Response> => {
    const abort = new AbortController();
    aborts.push(abort);
    return fetch(`http://127.0.0.1:${at}${path}`, {
      method: path.endsWith('usage') ? 'GET' : 'POST',
      ...(path.endsWith('usage') ? {} : { body }),
      headers: {
        'content-type': 'application/json',
        'x-renum-identity': signIdentity(identity, KEY),
      },
      signal: AbortSignal.any([abort.signal, ...(signal ? [signal] : [])]),
    });
  };

  /** The open questions of a run, once there are `count`. */
  async function asked(identity: InstanceIdentity, count = 1): Promise<ApprovalView[]> {
    for (let waited = 0; waited < 10_000; waited += 20) {
      const { items } = await tenant.run(() =>
        approvals.list({ runId: identity.runId, state: 'pending', limit: 200 }),
      );
      if (items.length >= count) return items;
      await sleep(20);
    }
    throw new Error('nobody was asked');
  }
  const onlyAsked = async (identity: InstanceIdentity): Promise<ApprovalView> => {
    const [only, ...more] = await asked(identity);
    if (!only || more.length > 0) throw new Error('not one question');
    return only;
  };
  const decide = (id: string, state: 'approved' | 'denied', note?: string) =>
    tenant.run(() => approvals.decide(id, state, note));
  const get = (id: string) => tenant.run(() => approvals.get(id));
  async function stateOf(id: string, wanted: string): Promise<void> {
    for (let waited = 0; waited < 10_000; waited += 20) {
      if ((await get(id)).state === wanted) return;
      await sleep(20);
    }
    throw new Error(`it did not become ${wanted}`);
  }
  const problem = async (answer: Response) => ({
    status: answer.status,
    retry: answer.headers.get('x-should-retry'),
    decision: answer.headers.get('x-renum-decision'),
    ...((await answer.json()) as { detail: string }),
  });

  it('asks nobody about a body that the provider would read as another one', async () => {
    const identity = await runWith();
    const answer = await fetch(`http://127.0.0.1:${port}/proxy/tavily/search`, {
      method: 'POST',
      // In UTF-7 the query ends at `+ACI-`, and other fields begin.
      body: '{"query":"x+ACIALAAi-include_domains"}',
      headers: {
        'content-type': 'application/json; charset=utf-7',
        'x-renum-identity': signIdentity(identity, KEY),
      },
    });
    expect(answer.status).toBe(400);
    expect(provider.seen).toHaveLength(0);
  });

  it('goes on when it is approved, and says so', async () => {
    const identity = await runWith();
    const answer = call(identity);
    const question = await onlyAsked(identity);
    expect(question).toMatchObject({
      provider: 'tavily',
      operation: 'search',
      operationTitle: 'Web search',
      access: 'read',
      method: 'POST',
      path: '/search',
      preview: BODY,
      agentName: 'Test agent',
    });
    expect(provider.seen).toHaveLength(0);
    expect(plane.get(Gates, { strict: false }).inFlight).toBe(0);
    const reserved = await sql('select 1 from usage_events where run_id = ?', [identity.runId]);
    expect(reserved).toEqual([]);
    const decided = await decide(question.id, 'approved');
    expect(decided).toMatchObject({ state: 'approved', decidedBy: tenant.owner.email });
    const { status, headers } = await answer;
    expect(status).toBe(200);
    expect(headers.get('x-renum-decision')).toBe('approved');
    expect(headers.get('x-renum-approval-id')).toBe(question.id);
    expect(Number(headers.get('x-renum-approval-wait-ms'))).toBeGreaterThan(0);
    expect(provider.seen.map(({ body }) => body)).toEqual([BODY]);
    const audited = await sql(
      `select actor_id, detail->>'operation' as operation from audit_entries
        where action = 'approval.approved' and target_id = ?`,
      [question.id],
    );
    expect(audited).toEqual([{ actor_id: tenant.owner.userId, operation: 'search' }]);
  });

  it('is refused when it is denied, with the reason of the person', async () => {
    const identity = await runWith();
    const answer = call(identity);
    const { id } = await onlyAsked(identity);
    await decide(id, 'denied', 'Ask the customer first.');
    const refusal = await problem(await answer);
    expect(refusal).toMatchObject({
      status: 403,
      code: 'approval_denied',
      retry: 'false',
      decision: 'refused:approval_denied',
    });
    expect(refusal.detail).toContain('Ask the customer first.');
    expect((await answer).headers.get('x-renum-approval-id')).toBe(id);
    expect(Number((await answer).headers.get('x-renum-approval-wait-ms'))).toBeGreaterThan(0);
    expect(provider.seen).toHaveLength(0);
  });

  it('is refused when nobody comes', async () => {
    const identity = await runWith();
    const answer = call(identity);
    const { id } = await onlyAsked(identity);
    await sql('update approvals set expires_at = now() where id = ?', [id]);
    await expect(decide(id, 'approved')).rejects.toMatchObject({ code: 'conflict' });
    const begun = Date.now();
    expect(await problem(await answer)).toMatchObject({
      status: 403,
      code: 'approval_expired',
      retry: 'false',
    });
    // Who waits looks every 1.5 s; by the question as it was asked it would be minutes.
    expect(Date.now() - begun).toBeLessThan(20_000);
    expect(await get(id)).toMatchObject({ state: 'expired' });
    expect(provider.seen).toHaveLength(0);
  });

  it('goes on without Redis telling of the decision', async () => {
    const identity = await runWith();
    const answer = call(identity);
    const { id } = await onlyAsked(identity);
    await sql(`update approvals set state = 'approved', decided_at = now() where id = ?`, [id]);
    expect((await answer).status).toBe(200);
  });

  it('is withdrawn when its caller leaves', async () => {
    const identity = await runWith();
    const leave = new AbortController();
    const answer = call(identity, {}, leave.signal).catch(() => undefined);
    const { id } = await onlyAsked(identity);
    leave.abort();
    await answer;
    await stateOf(id, 'withdrawn');
    await expect(decide(id, 'approved')).rejects.toMatchObject({ code: 'conflict' });
    expect(provider.seen).toHaveLength(0);
  });

  it('is withdrawn when its run is asked to stop', async () => {
    const identity = await runWith();
    const answer = call(identity);
    const { id } = await onlyAsked(identity);
    await sql('update runs set stop_requested_at = now() where id = ?', [identity.runId]);
    expect(await problem(await answer)).toMatchObject({ status: 409, code: 'run_not_active' });
    expect(await get(id)).toMatchObject({ state: 'withdrawn' });
  });

  it('is not made for a run that ended between the approval and the call', async () => {
    const identity = await runWith();
    const answer = call(identity);
    const { id } = await onlyAsked(identity);
    await services.database.platform.transaction(async (em) => {
      await em.execute(`update runs set stop_requested_at = now() where id = ?`, [identity.runId]);
      await em.execute(`update approvals set state = 'approved', decided_at = now() where id = ?`, [
        id,
      ]);
    });
    expect(await problem(await answer)).toMatchObject({ status: 409, code: 'run_not_active' });
    expect(provider.seen).toHaveLength(0);
  });

  it('is not made with a key that was revoked meanwhile', async () => {
    const identity = await runWith();
    const answer = call(identity);
    const { id } = await onlyAsked(identity);
    const [key] = await sql<{ id: string }>('select id from credentials where tenant_id = ?', [
      tenant.id,
    ]);
    await tenant.run(() => plane.get(VaultService, { strict: false }).revoke(key?.id ?? ''));
    await decide(id, 'approved');
    expect((await answer).status).toBe(424);
    expect(provider.seen).toHaveLength(0);
  });

  it('is decided once, however many decide at once', async () => {
    const identity = await runWith();
    const answer = call(identity);
    const { id } = await onlyAsked(identity);
    const words = Array.from({ length: 8 }, (_, index) =>
      decide(id, index % 2 === 0 ? 'approved' : 'denied'),
    );
    const results = await Promise.allSettled(words);
    const won = results.filter((result) => result.status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'conflict' });
    }
    const state = won[0]?.value.state;
    expect((await answer).status).toBe(state === 'approved' ? 200 : 403);
    expect(provider.seen).toHaveLength(state === 'approved' ? 1 : 0);
    const entries = await sql('select 1 from audit_entries where target_id = ?', [id]);
    expect(entries).toHaveLength(1);
  });

  it('is approved alone: the very same call is another question', async () => {
    const identity = await runWith();
    const first = call(identity);
    const { id } = await onlyAsked(identity);
    await decide(id, 'approved');
    expect((await first).status).toBe(200);
    const second = call(identity);
    const again = await onlyAsked(identity);
    expect(again.id).not.toBe(id);
    expect(provider.seen).toHaveLength(1);
    await decide(again.id, 'denied');
    expect((await second).status).toBe(403);
    expect(provider.seen).toHaveLength(1);
  });

  it('is approved as it was shown: two at once are not taken for each other', async () => {
    const identity = await runWith();
    const wanted = call(identity, { body: '{"query":"wanted"}' });
    const unwanted = call(identity, { body: '{"query":"unwanted"}' });
    for (const { id, preview } of await asked(identity, 2)) {
      await decide(id, preview.includes('unwanted') ? 'denied' : 'approved');
    }
    expect([(await wanted).status, (await unwanted).status]).toEqual([200, 403]);
    expect(provider.seen.map(({ body }) => body)).toEqual(['{"query":"wanted"}']);
  });

  it('is not made under the approval of another request', async () => {
    const identity = await runWith();
    const answer = call(identity);
    const { id } = await onlyAsked(identity);
    await sql('update approvals set request_hash = ? where id = ?', [Buffer.alloc(32), id]);
    await decide(id, 'approved');
    expect((await answer).status).toBe(403);
    expect(provider.seen).toHaveLength(0);
  });

  it('takes no place from calls that wait for nobody', async () => {
    const waiting = await runWith();
    const answers: Promise<Response>[] = [];
    for (let count = 1; count <= 6; count += 1) {
      answers.push(call(waiting));
      await asked(waiting, count);
    }
    const free = await runWith({ ask: 'writes' });
    for (let round = 0; round < 3; round += 1) {
      const both = await Promise.all([call(free), call(free)]);
      expect(both.map(({ status }) => status)).toEqual([200, 200]);
    }
    for (const { id } of await asked(waiting, 6)) await decide(id, 'denied');
    for (const answer of answers) expect((await answer).status).toBe(403);
  });

  it('is asked for 20 times at once in a run, not more', async () => {
    const identity = await runWith();
    for (let count = 1; count <= 20; count += 1) {
      call(identity).catch(() => undefined);
      await asked(identity, count);
    }
    const extra = await problem(await call(identity));
    expect(extra).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(extra.detail).toContain('wait for a person');
    expect(await asked(identity, 20)).toHaveLength(20);
    // Another run may still ask.
    const other = await runWith();
    const answer = call(other);
    await decide((await onlyAsked(other)).id, 'approved');
    expect((await answer).status).toBe(200);
  });

  it('is told to come again when the process stops, and is no question any more', async () => {
    const identity = await runWith();
    const other = await freePort();
    const stopping = await startPlane(other);
    const answer = call(identity, { at: other });
    const { id } = await onlyAsked(identity);
    await stopping.close();
    expect(await problem(await answer)).toMatchObject({ status: 503, code: 'overloaded' });
    expect(await get(id)).toMatchObject({ state: 'withdrawn' });
  });

  it('is closed by a sweeper when its process was killed', async () => {
    const identity = await runWith();
    const { runId, threadId, agentId, instanceId } = identity;
    const lost = {
      runId,
      threadId,
      agentId,
      instanceId,
      provider: 'tavily',
      providerTitle: 'Tavily',
      operation: 'search',
      operationTitle: 'Search',
      access: 'read',
      method: 'POST',
      path: '/search',
      requestHash: Buffer.alloc(32),
    };
    const over = await tenant.insert('approvals', { ...lost, expiresAt: new Date() });
    const soon = new Date(Date.now() + 60_000);
    const open = await tenant.insert('approvals', { ...lost, expiresAt: soon });
    // Seen as over before anybody has swept.
    expect(await get(over)).toMatchObject({ state: 'expired' });
    const sweeper = control.get(ApprovalSweeper, { strict: false });
    await sweeper.sweep();
    const states = () => sql('select state from approvals where run_id = ? order by id', [runId]);
    expect(await states()).toEqual([{ state: 'expired' }, { state: 'pending' }]);
    await sql(`update runs set state = 'failed', ended_at = now() where id = ?`, [runId]);
    await sweeper.sweep();
    expect(await get(open)).toMatchObject({ state: 'withdrawn' });
  });

  it('keeps the pace of its grant', async () => {
    const identity = await runWith({ ask: 'never', limits: { requestsPerMinute: 2 } });
    expect([(await call(identity)).status, (await call(identity)).status]).toEqual([200, 200]);
    const third = await call(identity);
    expect(third.status).toBe(429);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(1);
    expect((await problem(third)).detail).toContain('allows 2 calls a minute');
    expect(provider.seen).toHaveLength(2);
  });
});
