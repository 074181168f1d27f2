import { signIdentity } from '@renum/platform';
import type { EventBatch, InstanceIdentity } from '@renum/contracts';
import type { Door } from '../door/door';

/** The run that is inside an instance right now. */
export interface Occupant {
  identity: Omit<InstanceIdentity, 'instanceId' | 'exp'>;
  onEvents: (batch: EventBatch) => Promise<void>;
}

export interface InstanceKey {
  tenantId: string;
  threadId: string;
  instanceId: string;
}

/** How a sandbox came to its end, when it was not we who ended it. */
export interface InstanceEnd {
  detail: string;
}

/** A token outlives any pause of the worker, yet a leaked one is soon worth nothing. */
const IDENTITY_SECONDS = 300;
const RENEW_BEFORE_SECONDS = 60;

/** A sandbox of this worker with its door, and the run inside it, if any. */
export class LiveInstance {
  occupant: Occupant | undefined;
  door: Door | undefined;
  containerId: string | undefined;
  private token: { value: string; exp: number; runId: string } | undefined;
  private resolveEnd: (end: InstanceEnd) => void = () => undefined;
  private isOver = false;
  /** Resolves when the sandbox is no more, whoever ended it. */
  readonly ended = new Promise<InstanceEnd>((resolve) => {
    this.resolveEnd = resolve;
  });

  constructor(
    readonly key: InstanceKey,
    private readonly signingKey: Uint8Array,
  ) {}

  get over(): boolean {
    return this.isOver;
  }

  end(detail: string): void {
    this.isOver = true;
    this.resolveEnd({ detail });
  }

  /** The signed identity of the run inside, or undefined between runs. */
  identity(): string | undefined {
    if (!this.occupant) return undefined;
    const now = Math.floor(Date.now() / 1000);
    const { runId } = this.occupant.identity;
    if (this.token?.runId === runId && this.token.exp - now > RENEW_BEFORE_SECONDS) {
      return this.token.value;
    }
    const exp = now + IDENTITY_SECONDS;
    const { instanceId } = this.key;
    const value = signIdentity({ ...this.occupant.identity, instanceId, exp }, this.signingKey);
    this.token = { value, exp, runId };
    return value;
  }
}
