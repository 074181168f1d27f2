import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestServices, type TestServices } from '@renum/testing';
import { RootKeyError } from '@renum/vault';
import { createControlPlane } from './bootstrap';
import { LiveIoAdapter } from './live/live-io-adapter';
import { runSeed } from './seed/run-seed';
import { TestControlPlane } from './testing/control-plane';

/** Redis behind a door that can be shut. */
class RedisDoor {
  private readonly server: Server;
  private readonly open = new Set<Socket>();

  constructor(target: URL) {
    this.server = createServer((inner) => {
      const outer = connect(Number(target.port), target.hostname);
      for (const [from, to] of [
        [inner, outer],
        [outer, inner],
      ] as const) {
        this.open.add(from);
        from.on('error', () => undefined);
        from.on('close', () => {
          this.open.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  shut(): void {
    this.server.close();
    for (const socket of this.open) socket.destroy();
  }
}

const sockets = () =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

/** Closing takes a round trip; what is still there after seconds stays. */
async function nothingOpen(): Promise<void> {
  for (let count = 0; count < 200 && sockets() > 0; count += 1) await sleep(50);
  expect(sockets()).toBe(0);
}

/** D3 at the edges of a process's life. Real: the whole control plane, PostgreSQL, Redis. */
describe('a control plane', () => {
  let services: TestServices;
  beforeEach(async () => (services = await createTestServices()));

  it('that is stopped at once ends without a word, and leaves nothing open', async () => {
    const api = await TestControlPlane.start(services);
    // Its live part once more, stopped while it still connects.
    const adapter = new LiveIoAdapter(api.app);
    await adapter.close(adapter.createIOServer(0));
    await adapter.dispose();
    await api.stop();
    await services.close();
    await nothingOpen();
  });

  it('that does not come up leaves nothing open', async () => {
    const environment = { ...services.environment, PLANES: 'control' };
    await (await createControlPlane(environment)).close();
    writeFileSync(services.environment['ROOT_KEY_FILE'] ?? '', randomBytes(32).toString('base64'));
    await expect(createControlPlane(environment)).rejects.toThrow(RootKeyError);
    const passwords = { DEMO_OWNER_PASSWORD: 'a password', OPERATOR_PASSWORD: 'a password' };
    const seeding = runSeed({ ...services.environment, ...passwords });
    await expect(seeding).rejects.toThrow(RootKeyError);
    await services.close();
    await nothingOpen();
  });

  it('stops in order although Redis is away', async () => {
    const door = new RedisDoor(new URL(services.redis.url));
    const url = new URL(services.redis.url);
    url.port = String(await door.listen());
    const redis = { ...services.redis, url: url.href };
    const api = await TestControlPlane.start({ database: services.database, redis });
    await sleep(300);
    door.shut();
    // Between two attempts to reconnect as well as in the middle of one.
    await sleep(300);
    const begun = performance.now();
    await api.stop();
    // Who stops it kills it after half a minute.
    expect(performance.now() - begun).toBeLessThan(20_000);
    await services.close();
    await nothingOpen();
  });
});
