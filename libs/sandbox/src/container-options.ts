import type { ContainerCreateOptions } from 'dockerode';
import { WORKSPACE_PATH } from '@renum/contracts';
import type { SandboxLimits, SandboxSpec } from './sandboxes';

export const INSTALLATION_LABEL = 'renum.installation';
export const INSTANCE_LABEL = 'renum.instance';
export const THREAD_LABEL = 'renum.thread';
export const WORKER_LABEL = 'renum.worker';

/** The directory of the socket, as seen from inside. */
const DOOR_DIR = '/run/renum';

/** Everything a sandbox inherits from outside; an allow-list, since S2 forbids any secret in it. */
const ENVIRONMENT = [
  `HOME=${WORKSPACE_PATH}`,
  'PATH=/usr/local/bin:/usr/bin:/bin',
  'LANG=C.UTF-8',
  'NODE_ENV=production',
];

export interface ContainerSettings {
  image: string;
  installationId: string;
  /** `uid:gid` inside, never root. */
  user: string;
  limits: SandboxLimits;
}

/**
 * The whole of S1-S3 as data: no network, no capability, no new privileges, Docker's own seccomp
 * profile, read-only root, non-root user, limits, and exactly two mounts.
 */
export function containerOptions(
  spec: SandboxSpec,
  settings: ContainerSettings,
): ContainerCreateOptions {
  const { limits } = settings;
  return {
    Image: settings.image,
    User: settings.user,
    WorkingDir: WORKSPACE_PATH,
    Hostname: 'sandbox',
    Env: ENVIRONMENT,
    NetworkDisabled: true,
    Labels: {
      [INSTALLATION_LABEL]: settings.installationId,
      [INSTANCE_LABEL]: spec.instanceId,
      [THREAD_LABEL]: spec.threadId,
      [WORKER_LABEL]: spec.workerId,
    },
    HostConfig: {
      NetworkMode: 'none',
      // Docker copies the host's resolver into every container; this keeps even its address out.
      Dns: ['127.0.0.1'],
      DnsSearch: ['.'],
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      Privileged: false,
      IpcMode: 'private',
      Init: true,
      // Not `Binds`, whose colons a path may have too.
      Mounts: [
        { Type: 'bind', Source: spec.doorDir, Target: DOOR_DIR, ReadOnly: true },
        { Type: 'bind', Source: spec.workspaceDir, Target: WORKSPACE_PATH },
      ],
      Tmpfs: { '/tmp': `rw,nosuid,nodev,mode=1777,size=${limits.tmpBytes}` },
      Memory: limits.memoryBytes,
      // Equal to Memory: no swap, so that the limit is the limit.
      MemorySwap: limits.memoryBytes,
      NanoCpus: Math.round(limits.cpus * 1e9),
      PidsLimit: limits.pids,
      // When the host itself runs short, a sandbox goes before the platform does.
      OomScoreAdj: 500,
      Ulimits: [
        { Name: 'nofile', Soft: 4096, Hard: 4096 },
        { Name: 'fsize', Soft: limits.fileBytes, Hard: limits.fileBytes },
        { Name: 'core', Soft: 0, Hard: 0 },
      ],
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } },
      RestartPolicy: { Name: 'no' },
    },
  };
}
