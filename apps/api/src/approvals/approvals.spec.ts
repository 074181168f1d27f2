import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  LIVE_NAMESPACE,
  type ApprovalView,
  type LiveClientEvents,
  type LiveServerEvents,
  type Page,
  type Problem,
  type Role,
} from '@renum/contracts';
import { newId } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { io, type Socket } from 'socket.io-client';
import { TestControlPlane, type Call } from '../testing/control-plane';

type Client = Socket<LiveServerEvents, LiveClientEvents>;

/** The whole control plane on real services; the question is put as the data plane puts it. */
describe('approvals over HTTP', () => {
  let db: TestDatabase;
  let api: TestControlPlane;
  let tenant: TestTenant;
  let runId: string;
  let row: Record<string, unknown>;
  const clients: Client[] = [];

  beforeAll(async () => {
    db = await createTestDatabase();
    api = await TestControlPlane.start({ database: db, redis: createTestRedis() });
  });
  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await api.stop();
    await db.drop();
  });
  beforeEach(async () => {
    tenant = await testTenant(db);
    const agent = await tenant.agent();
    const threadId = await tenant.thread(agent.id);
    runId = await tenant.queuedRun(agent, threadId, { state: 'running' });
    row = {
      runId,
      threadId,
      agentId: agent.id,
      instanceId: newId(),
      provider: 'github',
      providerTitle: 'GitHub',
      operation: 'issues.create',
      operationTitle: 'Create an issue',
      access: 'write',
      method: 'POST',
      path: '/repos/a/b/issues',
      preview: '{"title":"x"}',
      requestHash: randomBytes(32),
      expiresAt: new Date(Date.now() + 60_000),
    };
  });

  const ask = (change: object = {}) => tenant.insert('approvals', { ...row, ...change });
  const as = (role: Role = 'owner', who = tenant): Promise<Call> =>
    api.as({ userId: who.owner.userId, tenantId: who.id, role });
  const member = async (role: Role): Promise<Call> => {
    const { userId } = await tenant.member(role);
    return api.as({ userId, tenantId: tenant.id, role });
  };
  const json = async <T>(answer: Promise<Response>): Promise<T> =>
    (await (await answer).json()) as T;

  it('lists what waits, with filters, newest first', async () => {
    const ids = [await ask(), await ask(), await ask()];
    const over = await ask({ expiresAt: new Date(Date.now() - 1_000) });
    const call = await as();
    const list = (query: string) => json<Page<ApprovalView>>(call('GET', `/v1/approvals${query}`));
    const idsOf = async (query: string) => (await list(query)).items.map(({ id }) => id);
    expect(await idsOf('?state=pending')).toEqual(ids.toReversed());
    expect(await idsOf('?state=expired')).toEqual([over]);
    expect(await idsOf(`?runId=${runId}`)).toHaveLength(4);
    expect(await idsOf(`?runId=${newId()}`)).toEqual([]);
    const first = await list('?state=pending&limit=2');
    expect(first.items).toHaveLength(2);
    expect(await idsOf(`?state=pending&limit=2&cursor=${first.nextCursor}`)).toEqual([ids[0]]);
    expect((await call('GET', '/v1/approvals?state=nonsense')).status).toBe(422);
    const one = await json<ApprovalView>(call('GET', `/v1/approvals/${ids[0]}`));
    expect(one).toMatchObject({
      agentName: 'Test agent',
      providerTitle: 'GitHub',
      preview: '{"title":"x"}',
      state: 'pending',
    });
    expect(one).not.toHaveProperty('requestHash');
    expect(one).not.toHaveProperty('decidedAt');
  });

  it.each<[Role, number]>([
    ['owner', 200],
    ['admin', 200],
    ['builder', 200],
    ['viewer', 403],
  ])('lets a %s decide: %i', async (role, status) => {
    const call = await member(role);
    const [yes, no] = [await ask(), await ask()];
    expect((await call('GET', `/v1/approvals/${yes}`)).status).toBe(200);
    expect((await call('POST', `/v1/approvals/${yes}/approve`, {})).status).toBe(status);
    const note = 'Not today.';
    expect((await call('POST', `/v1/approvals/${no}/deny`, { note })).status).toBe(status);
    const after = await json<ApprovalView>((await as())('GET', `/v1/approvals/${no}`));
    expect(after.state).toBe(status === 200 ? 'denied' : 'pending');
    if (status === 200) {
      expect(after.note).toBe(note);
      expect(after.decidedBy).toMatch(/@example\.test$/);
    }
  });

  it('takes one word, and says why it takes no other', async () => {
    const call = await as();
    const id = await ask();
    expect((await call('POST', `/v1/approvals/${id}/deny`, {})).status).toBe(200);
    const second = call('POST', `/v1/approvals/${id}/approve`, {});
    expect(await json<Problem>(second)).toMatchObject({
      status: 409,
      code: 'conflict',
      detail: 'Somebody has denied this already.',
    });
    // A note is not asked for, and neither is a body.
    const bare = await ask();
    expect((await call('POST', `/v1/approvals/${bare}/approve`)).status).toBe(200);
    const late = await ask({ expiresAt: new Date() });
    const answer = call('POST', `/v1/approvals/${late}/approve`, {});
    expect(await json<Problem>(answer)).toMatchObject({ code: 'conflict' });
    const note = 'x'.repeat(1_001);
    expect((await call('POST', `/v1/approvals/${id}/deny`, { note })).status).toBe(422);
  });

  it('knows nothing of another tenant’s', async () => {
    const id = await ask();
    const call = await as('owner', await testTenant(db));
    expect((await json<Page<ApprovalView>>(call('GET', '/v1/approvals'))).items).toEqual([]);
    expect((await call('GET', `/v1/approvals/${id}`)).status).toBe(404);
    for (const word of ['approve', 'deny']) {
      expect((await call('POST', `/v1/approvals/${id}/${word}`, {})).status).toBe(404);
    }
    const mine = await json<ApprovalView>((await as())('GET', `/v1/approvals/${id}`));
    expect(mine.state).toBe('pending');
  });

  it('shows a decision to everybody of the tenant at once, and to nobody else', async () => {
    const { userId } = await tenant.member('viewer');
    const viewer = await follow(userId, tenant, 'viewer');
    const other = await testTenant(db);
    const stranger = await follow(other.owner.userId, other, 'owner');
    const id = await ask();
    const call = await as();
    await call('POST', `/v1/approvals/${id}/deny`, { note: 'No.' });
    const patience = AbortSignal.timeout(20_000);
    while (viewer.length === 0 && !patience.aborted) await sleep(5);
    expect(viewer).toMatchObject([
      { id, state: 'denied', note: 'No.', decidedBy: tenant.owner.email },
    ]);
    await sleep(100);
    expect(viewer).toHaveLength(1);
    expect(stranger).toEqual([]);
  });

  async function follow(userId: string, who: TestTenant, role: Role): Promise<ApprovalView[]> {
    const sessionFamily = await api.session(userId, who.id);
    const token = await api.token({ userId, tenantId: who.id, role, sessionFamily });
    const client: Client = io(`${api.origin}${LIVE_NAMESPACE}`, {
      auth: { token },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    clients.push(client);
    const seen: ApprovalView[] = [];
    client.on('approval.changed', (approval) => seen.push(approval));
    await new Promise<void>((resolve, reject) => {
      client.once('connect', resolve);
      client.once('connect_error', reject);
    });
    return seen;
  }
});
