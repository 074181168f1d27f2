import { setTimeout as sleep } from 'node:timers/promises';
import type { NestExpressApplication } from '@nestjs/platform-express';
import {
  LIVE_NAMESPACE,
  type LiveAck,
  type LiveClientEvents,
  type LiveServerEvents,
  type RunEvent,
  type RunEventBody,
} from '@renum/contracts';
import { AccessChanges } from '@renum/identity';
import { LiveBus, RunLeases, RunsService, RunSweeper, type ClaimedRun } from '@renum/orchestrator';
import { newId } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import type { ServerOptions } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { TestControlPlane } from '../testing/control-plane';
import { LiveIoAdapter } from './live-io-adapter';

type Client = Socket<LiveServerEvents, LiveClientEvents>;

/** The live view on the whole control plane, with real PostgreSQL, Redis and Socket.IO clients. */
describe('the live view', () => {
  let db: TestDatabase;
  let api: TestControlPlane;
  let app: NestExpressApplication;
  let url: string;
  let tenant: TestTenant;
  let sessionFamily: string;
  const clients: Client[] = [];

  beforeAll(async () => {
    db = await createTestDatabase();
    api = await TestControlPlane.start({ database: db, redis: createTestRedis() });
    app = api.app;
    url = `${api.origin}${LIVE_NAMESPACE}`;
    tenant = await testTenant(db);
  });
  afterAll(async () => {
    await api.stop();
    await db.drop();
  });
  beforeEach(async () => {
    sessionFamily = await api.session(tenant.owner.userId, tenant.id);
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.disconnect();
  });

  const tokenFor = (seconds = 600): Promise<string> => {
    const { userId } = tenant.owner;
    return api.token({ userId, tenantId: tenant.id, role: 'owner', sessionFamily }, seconds);
  };
  const connect = (token?: string, reconnection = false): Client => {
    const auth = token === undefined ? {} : { token };
    const client: Client = io(url, {
      auth,
      transports: ['websocket'],
      forceNew: true,
      reconnection,
    });
    clients.push(client);
    return client;
  };
  const once = <T>(client: Client, name: string): Promise<T> =>
    new Promise((resolve) => client.once(name as 'connect', resolve as () => void));
  const connected = async (): Promise<Client> => {
    const client = connect(await tokenFor());
    await once(client, 'connect');
    return client;
  };
  const subscribe = (
    client: Client,
    request: { runId: string; after?: number },
  ): Promise<LiveAck> => client.emitWithAck('subscribe', request);

  const startRun = async (who = tenant): Promise<string> => {
    const agent = await who.agent();
    const threadId = await who.thread(agent.id);
    const runs = app.get(RunsService, { strict: false });
    return (await who.run(() => runs.create({ threadId, input: 'Do it.' }))).id;
  };
  const claim = async (runId: string): Promise<ClaimedRun> => {
    const leases = app.get(RunLeases, { strict: false });
    const claimed = await leases.claim({ runId, tenantId: tenant.id, workerId: newId() });
    if (!claimed) throw new Error('The run was not to be had');
    return claimed;
  };
  const append = async (claimed: ClaimedRun, bodies: RunEventBody[]): Promise<RunEvent[]> => {
    const at = new Date().toISOString();
    const events = bodies.map((body, index) => ({
      ...body,
      runId: claimed.runId,
      seq: claimed.nextSeq + index,
      at,
    }));
    const leases = app.get(RunLeases, { strict: false });
    await leases.append(claimed, { events, usedSteps: 1, usedMs: 1 });
    return events;
  };
  const delta = (text: string): RunEventBody => ({ type: 'text.delta', messageId: 'm', text });
  const durable = (name: string): RunEventBody => ({
    type: 'tool.started',
    callId: newId(),
    name,
    input: {},
  });

  it('lets nobody in without a good token, and says why', async () => {
    for (const token of [undefined, '', 'nonsense', `${await tokenFor()}x`]) {
      const error = await once<Error & { data?: unknown }>(connect(token), 'connect_error');
      expect(error.data).toMatchObject({ code: 'unauthenticated' });
    }
  });

  it('knows no run of another tenant, and survives nonsense', async () => {
    const other = await testTenant(db);
    const client = await connected();
    const notFound = { ok: false, error: { code: 'not_found' } };
    expect(await subscribe(client, { runId: await startRun(other) })).toMatchObject(notFound);
    expect(await subscribe(client, { runId: newId() })).toMatchObject(notFound);
    for (const request of [null, {}, 'x', { runId: 'x' }, { runId: newId(), after: -1 }]) {
      const answer = await subscribe(client, request as { runId: string });
      expect(answer).toMatchObject({ ok: false, error: { code: 'validation_failed' } });
    }
    expect(await subscribe(client, { runId: await startRun() })).toEqual({ ok: true });
  });

  it('sends the past, then what happens, and nothing after unsubscribe', async () => {
    const runId = await startRun();
    const claimed = await claim(runId);
    await append(claimed, [delta('a'), durable('one')]);
    const client = await connected();
    const seen: RunEvent[] = [];
    client.on('run.event', (event) => seen.push(event));
    expect(await subscribe(client, { runId })).toEqual({ ok: true });
    await append(claimed, [delta('b')]);
    await until(() => seen.length === 5);
    expect(seen.map(({ seq, type }) => `${seq} ${type}`)).toEqual([
      '1 run.state',
      '2 run.state',
      '3 text.delta',
      '4 tool.started',
      '5 text.delta',
    ]);
    expect(await client.emitWithAck('unsubscribe', { runId })).toEqual({ ok: true });
    await append(claimed, [delta('c')]);
    await sleep(100);
    expect(seen).toHaveLength(5);
  });

  it('loses nothing and doubles nothing over random disconnects, losses and claims', async () => {
    const runId = await startRun();
    const bus = app.get(LiveBus, { strict: false });
    const expected = new Set<number>([1]);
    const seen: number[] = [];
    let over = false;

    const watch = async (): Promise<void> => {
      while (!over) {
        const client = await connected();
        client.on('run.event', (event) => seen.push(event.seq));
        await subscribe(client, { runId, after: seen.at(-1) ?? 0 });
        await sleep(Math.random() * 120);
        if (!over) client.disconnect();
      }
    };
    const work = async (): Promise<number> => {
      let claimed = await claim(runId);
      expected.add(claimed.nextSeq - 1);
      for (let step = 0; step < 120; step += 1) {
        const batch = Array.from({ length: 1 + Math.floor(Math.random() * 6) }, (_, i) =>
          Math.random() < 0.6 ? delta(`${step}.${i}`) : durable(`${step}.${i}`),
        );
        // Now and then the publisher dies between PostgreSQL's commit and Redis.
        const dies = step % 17 === 5;
        const publish = dies ? jest.spyOn(bus, 'publish').mockResolvedValue() : undefined;
        const events = await append(claimed, batch);
        publish?.mockRestore();
        for (const { seq, type } of events) {
          if (!dies || type !== 'text.delta') expected.add(seq);
        }
        if (step % 40 === 39) {
          claimed = await reclaim(claimed, expected);
        }
        await sleep(Math.random() * 10);
      }
      const finished = await app
        .get(RunLeases, { strict: false })
        .finish(
          claimed,
          { state: 'completed', summary: '' },
          { events: [], usedSteps: 1, usedMs: 1 },
        );
      const last = finished.events.at(-1)?.seq ?? 0;
      expected.add(last);
      return last;
    };
    const reclaim = async (lost: ClaimedRun, numbers: Set<number>): Promise<ClaimedRun> => {
      await db.platform.transaction((em) =>
        em.execute(
          `update runs set lease_until = now() - interval '1 s', attempts = 1 where id = ?`,
          [lost.runId],
        ),
      );
      await app.get(RunSweeper, { strict: false }).sweep();
      const next = await claim(lost.runId);
      const rows = await db.platform.transaction((em) =>
        em.execute<{ seq: number }[]>('select seq from run_events where run_id = ? and seq > ?', [
          lost.runId,
          lost.nextSeq,
        ]),
      );
      for (const { seq } of rows) numbers.add(seq);
      return next;
    };

    const watching = watch();
    const last = await work();
    await until(() => seen.at(-1) === last);
    over = true;
    await watching;
    expect(seen).toEqual([...expected].sort((a, b) => a - b));
  });

  it('shows an end that was stored but never published', async () => {
    const runId = await startRun();
    const claimed = await claim(runId);
    const client = await connected();
    const seen: RunEvent[] = [];
    client.on('run.event', (event) => seen.push(event));
    await subscribe(client, { runId });
    await until(() => seen.length === 2);
    const publish = jest.spyOn(app.get(LiveBus, { strict: false }), 'publish').mockResolvedValue();
    await app
      .get(RunLeases, { strict: false })
      .finish(claimed, { state: 'stopped' }, { events: [], usedSteps: 1, usedMs: 1 });
    publish.mockRestore();
    await until(() => seen.length === 3);
    expect(seen.at(-1)).toMatchObject({ type: 'run.state', state: 'stopped' });
  });

  it('closes the connection when the token is over; the client comes back with a new one', async () => {
    let seconds = 2;
    const client: Client = io(url, {
      auth: (give) => void tokenFor(seconds).then((token) => give({ token })),
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 10,
    });
    clients.push(client);
    // A token that was over before it arrived, on a machine that paused.
    client.on('connect_error', () => client.connect());
    await once(client, 'connect');
    expect(await once<string>(client, 'disconnect')).toBe('transport close');
    seconds = 600;
    await once(client, 'connect');
  });

  it('puts somebody out whose session has ended', async () => {
    const client = await connected();
    await db.platform.transaction((em) =>
      em.execute('update sessions set revoked_at = now() where family_id = ?', [sessionFamily]),
    );
    const gone = once<string>(client, 'disconnect');
    await app.get(AccessChanges, { strict: false }).announce({ sessionFamily });
    expect(await gone).toBe('io server disconnect');
  });

  it('lets go of its viewers when the process stops', async () => {
    // One that is waited for goes at a ping: here that is after the test's time.
    const create = LiveIoAdapter.prototype.createIOServer;
    const spy = jest.spyOn(LiveIoAdapter.prototype, 'createIOServer');
    spy.mockImplementation(function (this: LiveIoAdapter, port, options) {
      return create.call(this, port, { ...options, pingInterval: 600_000 } as ServerOptions);
    });
    const database = await createTestDatabase();
    const leaving = await TestControlPlane.start({ database, redis: createTestRedis() });
    const { id: tenantId, owner } = await testTenant(database);
    const session = await leaving.session(owner.userId, tenantId);
    const token = await leaving.token({
      userId: owner.userId,
      tenantId,
      role: 'owner',
      sessionFamily: session,
    });
    for (const transport of ['websocket', 'polling']) {
      const client: Client = io(`${leaving.origin}${LIVE_NAMESPACE}`, {
        auth: { token },
        transports: [transport],
        forceNew: true,
        reconnection: false,
      });
      clients.push(client);
      await once(client, 'connect');
    }
    await leaving.stop();
    await database.drop();
  });
});

async function until(met: () => boolean, milliseconds = 20_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!met()) {
    if (Date.now() > deadline) throw new Error('It did not come to pass in time');
    await sleep(10);
  }
}
