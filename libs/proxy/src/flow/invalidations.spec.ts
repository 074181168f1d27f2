import { newId } from '@renum/platform';
import { createTestRedis } from '@renum/testing';
import { invalidationChannel } from '@renum/vault';
import { Redis } from 'ioredis';
import { Invalidations, type Invalidation } from './invalidations';

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
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
    await news.stop();
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
});
