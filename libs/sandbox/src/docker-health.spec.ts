import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { DockerSandboxes } from './docker-sandboxes';
import { sandboxConfig } from './sandbox.config';

describe('an engine that takes connections and never answers', () => {
  it('is told as not healthy, soon', async () => {
    const root = mkdtempSync(join(tmpdir(), 'renum-engine-'));
    const path = join(root, 'docker.sock');
    const sockets: Socket[] = [];
    const engine = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => engine.listen(path, resolve));
    const config = { INSTALLATION_ID: 'test-engine', SANDBOX_IMAGE: 'renum/none:1' };
    const sandboxes = new DockerSandboxes(sandboxConfig.schema.parse(config));
    Reflect.set(sandboxes, 'docker', new Docker({ socketPath: path }));
    const detail = expect.stringContaining('has not answered') as string;
    expect(await sandboxes.health()).toEqual({ ok: false, detail });
    expect(sockets).toHaveLength(1);
    for (const socket of sockets) socket.destroy();
    engine.close();
    rmSync(root, { recursive: true });
  }, 10_000);
});
