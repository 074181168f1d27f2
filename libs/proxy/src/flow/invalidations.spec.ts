import { newId } from '@renum/platform';
import { createTestRedis } from '@renum/testing';
import { invalidationChannel } from '@renum/vault';
import { Redis } from 'ioredis';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Invalidations, type Invalidation } from './invalidations';

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A network between us and Redis, which can go silent without closing anything. */
class Link implements AsyncDisposable {
  frozen = false;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((near) => {
    const { hostname, port } = new URL(this.target);
    const far = connect(Number(port), hostname);
    const pass = (from: Socket, to: Socket) => {
      this.sockets.add(from);
      from.on('data', (bytes) => void (this.frozen || to.write(bytes)));
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    };
    pass(near, far);
    pass(far, near);
  });

  constructor(private readonly target: string) {}

  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    const url = new URL(this.target);
    url.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return url.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }
}

/** Real: Redis. */
describe('the channel of changes', () => {
  const { url, prefix } = createTestRedis();
  const heard: (Invalidation | 'all')[] = [];
  const log = { warn: () => undefined };
  let subscriber: Redis;
  let publisher: Redis;
  let news: Invalidations;

  beforeAll(async () => {
    subscriber = new Redis(url);
    publisher = new Redis(url);
    news = new Invalidations(subscriber, prefix, log);
    news.onChange((change) => heard.push(change));
    await news.start();
  });
  afterAll(async () => {
    news.stop();
    publisher.disconnect();
  });

  it('passes on what it understands, and takes the rest for anything', async () => {
    const change = { type: 'credential', tenantId: newId(), credentialId: newId() };
    heard.length = 0;
    await publisher.publish(invalidationChannel(prefix), JSON.stringify(change));
    await publisher.publish(invalidationChannel(prefix), '{"type":"of a later version"}');
    await publisher.publish(invalidationChannel(prefix), 'nonsense');
    await until(() => heard.length === 3);
    expect(heard).toEqual([change, 'all', 'all']);
  });

  it('is not live while it is cut off, and forgets all on both sides of the gap', async () => {
    expect(news.live).toBe(true);
    heard.length = 0;
    const cut = new Promise<boolean>((resolve) => {
      subscriber.once('close', () => setImmediate(() => resolve(news.live)));
    });
    subscriber.disconnect(true);
    expect(await cut).toBe(false);
    expect(heard).toEqual(['all']);
    await until(() => news.live);
    expect(heard).toEqual(['all', 'all']);
  });

  it('is not live a second after the network went silent, and live again after it', async () => {
    await using link = new Link(url);
    const heardAll: string[] = [];
    const far = new Redis(await link.start(), {
      maxRetriesPerRequest: null,
      disconnectTimeout: 100,
    });
    const distant = new Invalidations(far, prefix, log);
    distant.onChange((change) => heardAll.push(typeof change === 'string' ? change : change.type));
    await distant.start();
    await new Promise((resolve) => setTimeout(resolve, 100));
    heardAll.length = 0;
    // Signs of life keep it live, with nothing else to hear.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect([distant.live, heardAll]).toEqual([true, []]);
    link.frozen = true;
    const silentAt = performance.now();
    await until(() => !distant.live);
    expect(performance.now() - silentAt).toBeLessThan(3_000);
    expect(heardAll).toContain('all');
    link.frozen = false;
    await until(() => distant.live);
    distant.stop();
  });

  it('stops at once, also while it is cut off', async () => {
    await using link = new Link(url);
    const far = new Redis(await link.start(), {
      maxRetriesPerRequest: null,
      disconnectTimeout: 100,
    });
    const distant = new Invalidations(far, prefix, log);
    await distant.start();
    link.frozen = true;
    const startedAt = performance.now();
    distant.stop();
    await until(() => far.status === 'end');
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(distant.live).toBe(false);
  });
});
