export { SandboxModule } from './sandbox.module';
export { sandboxConfig, sandboxSize } from './sandbox.config';
export { DockerSandboxes, sandboxUser } from './docker-sandboxes';
export {
  containerOptions,
  INSTALLATION_LABEL,
  INSTANCE_LABEL,
  THREAD_LABEL,
  WORKER_LABEL,
} from './container-options';
export {
  Sandboxes,
  type SandboxHealth,
  type SandboxInfo,
  type SandboxLimits,
  type SandboxSpec,
} from './sandboxes';
