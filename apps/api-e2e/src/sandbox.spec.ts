import Docker from 'dockerode';
import { ApiClient } from './support/api-client';
import { installation } from './support/installation';
import { ScriptedModel } from './support/scripted-model';
import { until } from './support/until';

/** What a hostile agent would try first; one line of JSON comes back. */
const LOOK = `
import json, os, socket
def reach(family, address):
    s = socket.socket(family, socket.SOCK_STREAM)
    s.settimeout(2)
    try:
        s.connect(address)
        return 'REACHED'
    except OSError as error:
        return type(error).__name__ + ' ' + str(error.errno)
def lookup(name):
    try:
        return socket.gethostbyname(name)
    except OSError:
        return 'none'
status = dict(line.split(':', 1) for line in open('/proc/self/status') if ':' in line)
print('LOOK', json.dumps({
    'uid': os.getuid(),
    'capabilities': [status[k].strip() for k in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb')],
    'noNewPrivileges': status['NoNewPrivs'].strip(),
    'seccomp': status['Seccomp'].strip(),
    'devices': sorted(os.listdir('/sys/class/net')),
    'environment': sorted(os.environ),
    'sockets': sorted(os.listdir('/run/renum')),
    'dockerSocket': os.path.exists('/var/run/docker.sock'),
    'reached': [reach(socket.AF_INET, (host, port)) for host, port in TARGETS],
    'dns': lookup('example.com'),
    'rootWritable': os.access('/etc', os.W_OK) or os.access('/opt', os.W_OK),
}))`;

interface Look {
  uid: number;
  capabilities: string[];
  noNewPrivileges: string;
  seccomp: string;
  devices: string[];
  environment: string[];
  sockets: string[];
  dockerSocket: boolean;
  reached: string[];
  dns: string;
  rootWritable: boolean;
}

describe('a running sandbox', () => {
  const model = new ScriptedModel([]);

  beforeAll(() => model.listen());

  afterAll(() => {
    model.close();
  });

  it('has the walls of S1-S3, seen from outside and from inside', async () => {
    const owner = await ApiClient.signIn('owner');
    const where = await installation();
    const targets = [
      ['127.0.0.1', where.ports['control'] ?? Number(new URL(where.url).port)],
      ['127.0.0.1', where.ports['postgres']],
      ['127.0.0.1', where.ports['redis']],
      ['172.17.0.1', where.ports['postgres']],
      ['169.254.169.254', 80],
      ['8.8.8.8', 53],
    ];
    const list = `TARGETS = [${targets.map(([h, p]) => `('${h}', ${p})`).join(', ')}]`;
    const command = `cat > look.py <<'PY'\n${list}\n${LOOK}\nPY\npython3 look.py; sleep 3`;
    model.turns = [{ call: 'execute_command', input: { command } }, { text: 'Seen.' }];
    const { agent } = await model.agent(owner, 'sk-sandbox-look-0001');
    const started = await owner.start(agent.id, 'Look.');

    const docker = new Docker();
    const inspected = await until('the container of the run', async () => {
      for (const id of (await installation()).containers) {
        const info = await docker.getContainer(id).inspect();
        if (info.Config.Labels['renum.thread'] === started.threadId) return info;
      }
      return undefined;
    });
    expect(inspected.HostConfig).toMatchObject({
      NetworkMode: 'none',
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      Privileged: false,
    });
    expect(inspected.HostConfig.PidsLimit).toBeGreaterThan(0);
    expect(inspected.HostConfig.Memory).toBeGreaterThan(0);
    expect(inspected.HostConfig.NanoCpus).toBeGreaterThan(0);
    expect(inspected.Mounts.map(({ Destination, RW }) => [Destination, RW]).toSorted()).toEqual([
      ['/run/renum', false],
      ['/workspace', true],
    ]);

    const run = await owner.ended(started.id);
    expect(run.state).toBe('completed');
    const events = await owner.events(run.id);
    const done = events.find((event) => event.type === 'tool.completed');
    const line = done?.type === 'tool.completed' ? /LOOK (\{.*\})/.exec(done.output) : null;
    const look = JSON.parse(line?.[1] ?? '{}') as Look;
    expect(look.uid).not.toBe(0);
    expect(new Set(look.capabilities)).toEqual(new Set(['0000000000000000']));
    expect(look).toMatchObject({
      noNewPrivileges: '1',
      seccomp: '2',
      devices: ['lo'],
      sockets: ['door.sock'],
      dockerSocket: false,
      dns: 'none',
      rootWritable: false,
    });
    expect(look.reached).toHaveLength(targets.length);
    expect(look.reached.filter((result) => result === 'REACHED')).toEqual([]);
    const suspicious = look.environment.filter((name) => /KEY|TOKEN|SECRET|PASS|URL/i.test(name));
    expect(suspicious).toEqual([]);
  });
});
