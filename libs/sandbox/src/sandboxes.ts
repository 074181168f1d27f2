/** What a sandbox is. Docker is a detail behind it (`docker-sandboxes.ts`). */

export interface SandboxLimits {
  memoryBytes: number;
  /** CPU cores; may be a fraction. */
  cpus: number;
  /** Processes and threads. */
  pids: number;
  /** The largest single file that can be written. */
  fileBytes: number;
  /** Size of the in-memory `/tmp`. */
  tmpBytes: number;
}

export interface SandboxSpec {
  instanceId: string;
  threadId: string;
  /** The worker that owns it; a sandbox whose worker is dead is reaped. */
  workerId: string;
  /** Host directory with the one socket; mounted read-only. */
  doorDir: string;
  /** Host directory that is the thread's workspace; mounted read-write. */
  workspaceDir: string;
}

export interface SandboxInfo {
  containerId: string;
  instanceId: string;
  threadId: string;
  workerId: string;
  running: boolean;
  /** Seconds since the epoch. */
  createdAt: number;
}

export interface SandboxHealth {
  ok: boolean;
  /** One sentence for an operator. */
  detail: string;
}

/**
 * Starts and removes sandboxes of this installation. An abstract class, so that it is its own
 * injection token.
 */
export abstract class Sandboxes {
  /** Creates and starts one. @throws DomainError `sandbox_unavailable` with what to do about it. */
  abstract start(spec: SandboxSpec): Promise<{ containerId: string }>;

  /** Kills and removes; a sandbox that is already gone is not an error. */
  abstract remove(containerId: string): Promise<void>;

  /** All sandboxes of this installation on this engine, running or not. */
  abstract list(): Promise<SandboxInfo[]>;

  /** Resolves when the sandbox has ended, with what is known of why. */
  abstract ended(containerId: string): Promise<{ exitCode: number; outOfMemory: boolean }>;

  abstract health(): Promise<SandboxHealth>;
}
