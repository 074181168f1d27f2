import { signIdentity } from '@renum/platform';
import type { DoorCommand, EventBatch, InstanceIdentity } from '@renum/contracts';
import type { Door } from '../door/door';

/** What the run that is inside an instance right now wants to hear. */
export interface Occupant {
  identity: Omit<InstanceIdentity, 'instanceId' | 'exp'>;
  onEvents: (batch: EventBatch) => Promise<void>;
}

/** A token outlives any pause of the worker, yet a leaked one is soon worth nothing. */
const IDENTITY_SECONDS = 300;
const RENEW_BEFORE_SECONDS = 60;

/** A started sandbox with its door, and the run inside it, if any. */
export class LiveInstance {
  occupant: Occupant | undefined;
  private token: { value: string; exp: number; runId: string } | undefined;

  constructor(
    readonly instanceId: string,
    readonly tenantId: string,
    readonly threadId: string,
    readonly containerId: string,
    readonly door: Door,
    private readonly key: Buffer,
  ) {}

  send(command: DoorCommand): void {
    this.door.send(command);
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
    const identity = { ...this.occupant.identity, instanceId: this.instanceId, exp };
    this.token = { value: signIdentity(identity, this.key), exp, runId };
    return this.token.value;
  }
}
