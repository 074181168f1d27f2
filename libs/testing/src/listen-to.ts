import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

/** What is said on a channel of Redis from now on. */
export interface Listening {
  /** All that was sent before this call; by Redis' order, however long it takes to come. */
  all(): Promise<string[]>;
  close(): void;
}

/** Listens on a connection of its own. `hear` is called with each message as it comes. */
export async function listenTo(
  redis: Redis,
  channel: string,
  hear: (text: string) => void = () => undefined,
): Promise<Listening> {
  const heard: string[] = [];
  const ends = new Map<string, () => void>();
  const listener = redis.duplicate();
  await listener.subscribe(channel);
  listener.on('message', (_channel, text: string) => {
    const end = ends.get(text);
    if (end) return end();
    heard.push(text);
    hear(text);
  });
  return {
    async all() {
      const end = randomUUID();
      const come = new Promise<void>((resolve) => ends.set(end, resolve));
      await redis.publish(channel, end);
      await come;
      return [...heard];
    },
    close: () => listener.disconnect(),
  };
}
