import { newId } from '@renum/platform';
import { createTestRedis } from '@renum/testing';
import { invalidationChannel } from '@renum/vault';
import { Redis } from 'ioredis';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { until } from '../spec/until';
import { Invalidations, type Invalidation } from './invalidations';

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
    let [asked, answered, lastSign] = [0, 0, performance.now()];
    const ping = far.ping.bind(far);
    jest.spyOn(far, 'ping').mockImplementation(async () => {
      asked += 1;
      const pong = await ping();
      answered += 1;
      lastSign = performance.now();
      return pong;
    });
    /** For how long it had been silent each time that it was given up. */
    const silences: number[] = [];
    const warn = (_details: object, message: string) =>
      message.includes('is silent') && silences.push(performance.now() - lastSign);
    const distant = new Invalidations(far, prefix, { warn });
    distant.onChange((change) => heardAll.push(typeof change === 'string' ? change : change.type));
    await distant.start();
    // Signs of life keep it live, with nothing else to hear; only a Redis that is held up may not.
    await until(() => answered >= 8 && distant.live);
    for (const silence of silences) expect(silence).toBeGreaterThan(650);
    heardAll.length = 0;
    link.frozen = true;
    asked = 0;
    await until(() => !distant.live);
    // Five a second: a busy machine asks more slowly, not more often.
    expect(asked).toBeLessThanOrEqual(5);
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
    expect(distant.live).toBe(false);
    await until(() => far.status === 'end');
    // A word of Redis would be waited for until TCP gives up, which takes minutes.
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });
});
