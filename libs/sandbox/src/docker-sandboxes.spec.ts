import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { newId } from '@renum/platform';
import { testEnvironment } from '@renum/testing';
import { DockerSandboxes, sandboxUser } from './docker-sandboxes';
import { sandboxConfig } from './sandbox.config';

const config = sandboxConfig.schema.parse({
  INSTALLATION_ID: `test-${newId()}`,
  SANDBOX_IMAGE: testEnvironment('TEST_SANDBOX_IMAGE'),
});

describe('a sandbox on a real engine', () => {
  const sandboxes = new DockerSandboxes(config);
  const docker = new Docker();
  let root: string;
  let server: Server;
  let containerId: string;
  const spec = {
    instanceId: newId(),
    threadId: newId(),
    workerId: newId(),
    doorDir: '',
    workspaceDir: '',
  };

  const inside = async (command: string): Promise<string> => {
    const exec = await docker
      .getContainer(containerId)
      .exec({ Cmd: ['sh', '-c', command], AttachStdout: true, AttachStderr: true, Tty: true });
    const stream = await exec.start({ Tty: true });
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8').replaceAll('\r\n', '\n').trim();
  };

  beforeAll(async () => {
    // With what a path may have, and a command line does not like.
    root = mkdtempSync(join(tmpdir(), 'renum: "s" '));
    spec.doorDir = join(root, 'door');
    spec.workspaceDir = join(root, 'workspace');
    mkdirSync(spec.doorDir);
    mkdirSync(spec.workspaceDir);
    const { uid, gid } = sandboxUser();
    chownSync(spec.workspaceDir, uid, gid);
    const socket = join(spec.doorDir, 'door.sock');
    server = createServer((request, response) => {
      // The command stream stays open, so that the runtime inside stays up.
      response.writeHead(200);
      if (request.url === '/control/commands') response.flushHeaders();
      else response.end('the door');
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    chmodSync(socket, 0o666);
    ({ containerId } = await sandboxes.start(spec));
  });

  afterAll(async () => {
    await sandboxes.remove(containerId);
    server.closeAllConnections();
    server.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('is shut off from outside (S1)', async () => {
    const {
      HostConfig: host,
      Config: container,
      NetworkSettings,
    } = await docker.getContainer(containerId).inspect();
    expect(host.NetworkMode).toBe('none');
    expect(Object.keys(NetworkSettings.Networks).filter((name) => name !== 'none')).toEqual([]);
    expect(host.CapDrop).toEqual(['ALL']);
    expect(host.CapAdd ?? []).toEqual([]);
    expect(host.SecurityOpt).toEqual(['no-new-privileges']);
    expect(host.Privileged).toBe(false);
    expect(host.ReadonlyRootfs).toBe(true);
    expect(host.Memory).toBeGreaterThan(0);
    expect(host.MemorySwap).toBe(host.Memory);
    expect(host.NanoCpus).toBeGreaterThan(0);
    expect(host.PidsLimit).toBeGreaterThan(0);
    expect(container.User).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(host.Binds ?? []).toEqual([]);
    expect(host.Mounts).toHaveLength(2);
  });

  it('has no capability, no new privileges, a seccomp filter and no root inside', async () => {
    const status = await inside('cat /proc/self/status');
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
      expect(status).toMatch(new RegExp(`${set}:\\t0000000000000000`));
    }
    expect(status).toMatch(/NoNewPrivs:\t1/);
    expect(status).toMatch(/Seccomp:\t2/);
    expect(await inside('id -u')).toBe(String(sandboxUser().uid));
    expect(await inside('touch /etc/x /opt/x 2>&1 | grep -c "Read-only file system"')).toBe('2');
    expect(await inside('find / -xdev -perm /6000 -type f 2>/dev/null | wc -l')).toBe('0');
  });

  it('has no network device but loopback, and reaches no address', async () => {
    expect(await inside('ls /sys/class/net')).toBe('lo');
    const targets = ['169.254.169.254:80', '172.17.0.1:22', '8.8.8.8:53', '10.0.0.1:80'];
    for (const target of targets) {
      const [host = '', port = ''] = target.split(':');
      const script = `
        const socket = require('net').connect({host:'${host}',port:${port}});
        socket.on('connect', () => { console.log('REACHED'); process.exit(); });
        socket.on('error', (error) => { console.log(error.code); process.exit(); });
        setTimeout(() => { console.log('SILENT'); process.exit(); }, 2000);`;
      expect(await inside(`node -e "${script.replaceAll('\n', ' ')}"`)).toBe('ENETUNREACH');
    }
    expect(await inside('getent hosts example.com || echo none')).toBe('none');
  });

  it('sees a fixed environment and only its own two mounts (S2)', async () => {
    const environment = (await inside('cat /proc/1/environ | tr "\\0" "\\n" | cut -d= -f1 | sort'))
      .split('\n')
      .filter((name) => name !== '');
    // What the image and the engine set; nothing comes from the worker's own environment.
    const harmless = /^(HOME|HOSTNAME|LANG|NODE_ENV|PATH|PYTHON[A-Z]+)$/;
    expect(environment.filter((name) => !harmless.test(name))).toEqual([]);
    const mounts = await inside(
      'awk \'$2 !~ "^/(proc|sys|dev)" {print $2, substr($4, 1, 2)}\' /proc/mounts | sort',
    );
    expect(mounts.split('\n')).toEqual([
      '/ ro',
      '/etc/hostname ro',
      '/run/renum ro',
      '/tmp rw',
      '/usr/sbin/docker-init ro',
      '/workspace rw',
    ]);
    expect(await inside('cat /etc/resolv.conf')).not.toMatch(/nameserver (?!127\.0\.0\.1)/);
    expect(await inside('ls /run/renum')).toBe('door.sock');
  });

  it('reaches its own socket, and cannot remove it', async () => {
    const answer = await inside('curl -s --unix-socket /run/renum/door.sock http://door/hello');
    expect(answer).toBe('the door');
    expect(await inside('rm -f /run/renum/door.sock 2>&1')).toContain('Read-only file system');
  });

  it('shares the workspace with the host, under a limit of one file', async () => {
    writeFileSync(join(spec.workspaceDir, 'from-host.txt'), 'hello');
    expect(await inside('cat /workspace/from-host.txt; echo inside > /workspace/note.txt')).toBe(
      'hello',
    );
    expect(readFileSync(join(spec.workspaceDir, 'note.txt'), 'utf8')).toBe('inside\n');
    expect(await inside('ulimit -f')).toBe(String((config.SANDBOX_FILE_MB * 1024 * 1024) / 512));
  });

  it('is bounded in processes and memory', async () => {
    const script = 'for i in $(seq 400); do sleep 5 & done; wait';
    expect(await inside(`sh -c '${script}' 2>&1 | tail -1`)).toMatch(/fork|Resource/);
    const memory = await inside(
      'node --max-old-space-size=4000 -e "const a=[];for(;;)a.push(Buffer.alloc(1e7,1))"; echo $?',
    );
    expect(memory.split('\n').at(-1)).toBe('137');
  });

  it('is listed with its owner, and gone after removal, which may be repeated', async () => {
    expect(await sandboxes.list()).toMatchObject([
      {
        containerId,
        instanceId: spec.instanceId,
        threadId: spec.threadId,
        workerId: spec.workerId,
      },
    ]);
    const ended = sandboxes.ended(containerId);
    await sandboxes.remove(containerId);
    expect(await ended).toMatchObject({ exitCode: 137 });
    await sandboxes.remove(containerId);
    expect(await sandboxes.list()).toEqual([]);
  });

  it('says what is missing when it cannot start one', async () => {
    const none = new DockerSandboxes({ ...config, SANDBOX_IMAGE: 'renum/no-such-image:1' });
    await expect(none.start(spec)).rejects.toMatchObject({
      code: 'sandbox_unavailable',
      message: expect.stringMatching(
        /image renum\/no-such-image:1 is missing.*npm start/,
      ) as string,
    });
    expect(await none.health()).toMatchObject({ ok: false });
  });
});
