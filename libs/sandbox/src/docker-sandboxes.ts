import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import Docker from 'dockerode';
import { DomainError, type ConfigOf } from '@renum/platform';
import {
  containerOptions,
  INSTALLATION_LABEL,
  INSTANCE_LABEL,
  THREAD_LABEL,
  WORKER_LABEL,
  type ContainerSettings,
} from './container-options';
import { mebibytes, sandboxConfig } from './sandbox.config';
import { Sandboxes, type SandboxHealth, type SandboxInfo, type SandboxSpec } from './sandboxes';

/** Numeric, so that the image's /etc/passwd has no say. Files in a workspace belong to it. */
const SANDBOX_UID = 10_001;

/** The user inside: ours when we are not root (only root may hand files to another user). */
export const sandboxUser = (): { uid: number; gid: number } => {
  const uid = process.getuid?.() ?? SANDBOX_UID;
  return uid === 0
    ? { uid: SANDBOX_UID, gid: SANDBOX_UID }
    : { uid, gid: process.getgid?.() ?? uid };
};

/** An engine that hangs must not silence the heartbeat that tells of it. */
const HEALTH_MS = 3_000;

const statusOf = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'statusCode' in error
    ? Number(error.statusCode)
    : undefined;

@Injectable()
export class DockerSandboxes extends Sandboxes {
  private readonly docker = new Docker();
  private readonly settings: ContainerSettings;

  constructor(@Inject(sandboxConfig.KEY) config: ConfigOf<typeof sandboxConfig>) {
    super();
    const { uid, gid } = sandboxUser();
    this.settings = {
      image: config.SANDBOX_IMAGE,
      installationId: config.INSTALLATION_ID,
      user: `${uid}:${gid}`,
      limits: {
        memoryBytes: mebibytes(config.SANDBOX_MEMORY_MB),
        cpus: config.SANDBOX_CPUS,
        pids: config.SANDBOX_PIDS,
        fileBytes: mebibytes(config.SANDBOX_FILE_MB),
        tmpBytes: mebibytes(config.SANDBOX_TMP_MB),
      },
    };
  }

  override async start(spec: SandboxSpec): Promise<{ containerId: string }> {
    let created: Docker.Container | undefined;
    try {
      created = await this.docker.createContainer(containerOptions(spec, this.settings));
      await created.start();
      return { containerId: created.id };
    } catch (cause) {
      if (created) await this.remove(created.id);
      throw new DomainError('sandbox_unavailable', this.explain(cause), { cause });
    }
  }

  override async remove(containerId: string): Promise<void> {
    try {
      await this.docker.getContainer(containerId).remove({ force: true, v: true });
    } catch (error) {
      // 404: gone already. 409: somebody else's removal is under way.
      const status = statusOf(error);
      if (status !== 404 && status !== 409) throw error;
    }
  }

  override async list(): Promise<SandboxInfo[]> {
    const containers = await this.docker.listContainers({
      all: true,
      filters: { label: [`${INSTALLATION_LABEL}=${this.settings.installationId}`] },
    });
    return containers.map((container) => ({
      containerId: container.Id,
      instanceId: container.Labels[INSTANCE_LABEL] ?? '',
      threadId: container.Labels[THREAD_LABEL] ?? '',
      workerId: container.Labels[WORKER_LABEL] ?? '',
      running: container.State === 'running',
      createdAt: container.Created,
    }));
  }

  override async ended(containerId: string): Promise<{ exitCode: number; outOfMemory: boolean }> {
    const container = this.docker.getContainer(containerId);
    try {
      const { StatusCode } = (await container.wait()) as { StatusCode: number };
      const { State } = await container.inspect();
      return { exitCode: StatusCode, outOfMemory: State.OOMKilled };
    } catch (error) {
      if (statusOf(error) === 404) return { exitCode: 137, outOfMemory: false };
      throw error;
    }
  }

  override async health(): Promise<SandboxHealth> {
    try {
      const answered = this.docker.getImage(this.settings.image).inspect();
      const late = sleep(HEALTH_MS, 'late' as const, { ref: false });
      if ((await Promise.race([answered, late])) === 'late') {
        const detail = `The Docker engine has not answered for ${HEALTH_MS / 1000} s. Restart it.`;
        return { ok: false, detail };
      }
      return { ok: true, detail: `Docker answers and has the image ${this.settings.image}.` };
    } catch (error) {
      return { ok: false, detail: this.explain(error) };
    }
  }

  private explain(error: unknown): string {
    const text = error instanceof Error ? error.message : String(error);
    if (statusOf(error) === 404 && text.includes(this.settings.image)) {
      return `The sandbox image ${this.settings.image} is missing: run npm start, which builds it.`;
    }
    if (/ENOENT|ECONNREFUSED|EACCES/.test(text)) {
      return `The Docker engine does not answer (${text}). Start it, or set DOCKER_HOST.`;
    }
    return `Docker refused to start a sandbox: ${text}`;
  }
}
