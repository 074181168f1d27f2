import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventBatch } from '@renum/contracts';
import { DomainError, newId } from '@renum/platform';
import { Door } from './door';
import { DataPlaneForwarder } from './forwarder';

interface Seen {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

describe('a door', () => {
  let root: string;
  let socketPath: string;
  let upstream: Server;
  let forwarder: DataPlaneForwarder;
  let door: Door;
  let identity: string | undefined;
  const seen: Seen[] = [];
  const batches: EventBatch[] = [];
  let refuse: Error | undefined;
  let gone: (() => void) | undefined;

  const call = (
    path: string,
    options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
  ) =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>(
      (resolve, reject) => {
        const { body, ...rest } = options;
        const outgoing = request({ socketPath, path, method: 'GET', ...rest }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
          });
        });
        outgoing.on('error', reject);
        outgoing.end(body);
      },
    );

  beforeAll(async () => {
    upstream = createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { method = '', url = '', headers } = incoming;
        seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
        if (url === '/llm/openai/v1/endless') {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: first\n\n');
          response.on('close', () => gone?.());
        } else {
          response.writeHead(201, { 'x-from': 'upstream' });
          response.end('answer');
        }
      });
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const { port } = upstream.address() as AddressInfo;
    forwarder = new DataPlaneForwarder(`http://127.0.0.1:${port}`);
  });

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'renum-door-'));
    socketPath = join(root, 'i', 'door.sock');
    identity = 'signed.identity';
    refuse = undefined;
    seen.length = 0;
    batches.length = 0;
    door = await Door.open({
      socketPath,
      forwarder,
      identity: () => identity,
      onEvents: (batch) => {
        if (refuse) return Promise.reject(refuse);
        batches.push(batch);
        return Promise.resolve();
      },
      onError: () => undefined,
    });
  });

  afterEach(async () => {
    await door.close();
    rmSync(root, { recursive: true, force: true });
  });

  afterAll(async () => {
    await forwarder.close();
    upstream.closeAllConnections();
    upstream.close();
  });

  it('forwards under its own identity and drops what the sandbox claims to be', async () => {
    const answer = await call('/proxy/tavily/search?x=1', {
      method: 'POST',
      headers: {
        authorization: 'Bearer stolen',
        'x-api-key': 'stolen',
        cookie: 'stolen=1',
        'x-renum-identity': 'forged',
        'x-renum-request-id': 'forged',
        'x-forwarded-for': '10.0.0.1',
        'content-type': 'application/json',
        'anthropic-version': '2023-06-01',
      },
      body: '{"query":"q"}',
    });
    expect(answer).toMatchObject({ status: 201, body: 'answer' });
    expect(answer.headers['x-from']).toBe('upstream');
    const [got] = seen;
    expect(got).toMatchObject({
      method: 'POST',
      url: '/proxy/tavily/search?x=1',
      body: '{"query":"q"}',
    });
    expect(JSON.stringify(got?.headers)).not.toMatch(/stolen|forged|10\.0\.0\.1/);
    expect(got?.headers).toMatchObject({
      'x-renum-identity': 'signed.identity',
      'anthropic-version': '2023-06-01',
    });
  });

  it('carries a body of many megabytes', async () => {
    const body = Buffer.alloc(8 * 1024 * 1024, 'x');
    await call('/proxy/tavily/search', { method: 'POST', body });
    expect(seen[0]?.body).toHaveLength(body.length);
  });

  it('streams what comes as it comes, and tells upstream when the sandbox leaves', async () => {
    const left = new Promise<void>((resolve) => (gone = resolve));
    await new Promise<void>((resolve, reject) => {
      const outgoing = request({ socketPath, path: '/llm/openai/v1/endless' }, (response) => {
        response.once('data', (chunk: Buffer) => {
          expect(chunk.toString()).toBe('data: first\n\n');
          outgoing.destroy();
          resolve();
        });
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
    await left;
  });

  it('lets nothing out between runs, and knows no other path', async () => {
    identity = undefined;
    expect(await call('/llm/openai/v1/models')).toMatchObject({ status: 409 });
    identity = 'signed.identity';
    for (const path of ['/', '/v1/agents', '/control/other', '/metrics', '/llm', '//proxy/x']) {
      expect(await call(path)).toMatchObject({ status: 404 });
    }
    expect(seen).toEqual([]);
  });

  it('says so when the data plane is away', async () => {
    const away = new DataPlaneForwarder('http://127.0.0.1:9', 0);
    const other = await Door.open({
      socketPath: join(root, 'j', 'door.sock'),
      forwarder: away,
      identity: () => 'signed.identity',
      onEvents: () => Promise.resolve(),
      onError: () => undefined,
    });
    socketPath = join(root, 'j', 'door.sock');
    const answer = await call('/proxy/tavily/search', { method: 'POST', body: '{}' });
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'overloaded' });
    await other.close();
    await away.close();
  });

  it('waits for a data plane that is being started again', async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise<void>((resolve) => {
      probe.close(() => {
        resolve();
      });
    });
    const patient = new DataPlaneForwarder(`http://127.0.0.1:${port}`);
    const other = await Door.open({
      socketPath: join(root, 'k', 'door.sock'),
      forwarder: patient,
      identity: () => 'signed.identity',
      onEvents: () => Promise.resolve(),
      onError: () => undefined,
    });
    socketPath = join(root, 'k', 'door.sock');
    const answering = call('/proxy/tavily/search', { method: 'POST', body: '{}' });
    const back = createServer((_incoming, response) => response.end('back'));
    setTimeout(() => {
      back.listen(port, '127.0.0.1');
    }, 700);
    expect(await answering).toMatchObject({ status: 200, body: 'back' });
    await other.close();
    await patient.close();
    back.closeAllConnections();
    back.close();
  });

  it('hands over commands, those from before the runtime connected first', async () => {
    const runId = newId();
    door.send({ type: 'run.stop', runId });
    const lines: string[] = [];
    const outgoing = request({ socketPath, path: '/control/commands' }, (response) => {
      response.on('data', (chunk: Buffer) => lines.push(...chunk.toString().trim().split('\n')));
      response.on('error', () => undefined);
    });
    outgoing.on('error', () => undefined);
    outgoing.end();
    await door.ready;
    door.send({ type: 'ping' });
    while (lines.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { type: 'run.stop', runId },
      { type: 'ping' },
    ]);
  });

  it('acknowledges events only when they are taken', async () => {
    const batch: EventBatch = {
      runId: newId(),
      fence: 1,
      firstIndex: 0,
      events: [{ type: 'text.delta', messageId: 'm', text: 'Hi' }],
    };
    const post = (body: string) => call('/control/events', { method: 'POST', body });
    expect(await post(JSON.stringify(batch))).toMatchObject({ status: 200 });
    expect(batches).toEqual([batch]);
    refuse = new DomainError('fenced', 'Another worker holds it.');
    expect(await post(JSON.stringify(batch))).toMatchObject({ status: 409 });
    refuse = new Error('PostgreSQL is away');
    const failed = await post(JSON.stringify(batch));
    expect(failed.status).toBe(500);
    expect(failed.body).not.toContain('PostgreSQL');
    expect(await post('{"runId":')).toMatchObject({ status: 400 });
    expect(await post('{"runId":"x"}')).toMatchObject({ status: 400 });
  });

  it('is gone with its instance', async () => {
    await door.close();
    expect(existsSync(socketPath)).toBe(false);
    await expect(call('/llm/openai/v1/models')).rejects.toThrow(/ENOENT|ECONNREFUSED/);
  });

  it('lets one sandbox have only so many calls, batches and connections at once', async () => {
    const leave = new AbortController();
    const endless = (): Promise<number> =>
      new Promise((resolve) => {
        const options = { socketPath, path: '/llm/openai/v1/endless', signal: leave.signal };
        const outgoing = request(options, (response) => {
          resolve(response.statusCode ?? 0);
          response.on('error', () => undefined);
        });
        outgoing.on('error', () => undefined);
        outgoing.end();
      });
    expect(new Set(await Promise.all(Array.from({ length: 64 }, endless)))).toEqual(new Set([200]));
    expect(await endless()).toBe(429);
    leave.abort();

    const begun = Array.from({ length: 2 }, () => {
      const headers = { 'content-length': '1000' };
      const outgoing = request({ socketPath, path: '/control/events', method: 'POST', headers });
      outgoing.on('error', () => undefined);
      outgoing.write('{');
      return outgoing;
    });
    const third = async () =>
      (await call('/control/events', { method: 'POST', body: '{}' })).status;
    // Once both have arrived, and again once both are known to be gone.
    while ((await third()) !== 429) await sleep(10);
    for (const outgoing of begun) outgoing.destroy();
    let status: number;
    do status = await third();
    while (status === 429);
    expect(status).toBe(400);

    const sockets = Array.from({ length: 120 }, () => connect(socketPath));
    const closed = sockets.map(
      (socket) => new Promise<void>((resolve) => socket.on('error', resolve).on('close', resolve)),
    );
    await Promise.race(closed.slice(100));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
    expect((await call('/llm/openai/v1/models')).status).toBe(201);
  });

  it('survives what its server reports, and tells it', async () => {
    const told: unknown[] = [];
    const other = await Door.open({
      socketPath: join(root, 'j', 'door.sock'),
      forwarder,
      identity: () => identity,
      onEvents: () => Promise.resolve(),
      onError: (error) => told.push(error),
    });
    // As node does when a connection cannot be accepted, the first time and ever after.
    const server = Reflect.get(other, 'server') as Server;
    for (let time = 0; time < 3; time += 1) server.emit('error', new Error('accept EMFILE'));
    expect(told).toHaveLength(3);
    await other.close();
  });
});
