import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Voice } from '../http/refusal';
import type { Verdict } from './breaker';
import type { Caller } from './caller';
import { callId } from './call-id';
import { voiceOf } from './route';

/** One request through the data plane: what is known of it so far, and what must be given back. */
export class Exchange {
  /** Also the id of its usage event and of its reservation. */
  readonly id = callId();
  voice: Voice;
  readonly startedAt = performance.now();
  /** Whose it is, once that is known. */
  caller?: Caller;
  provider = 'none';
  /** What was asked for and with which credential, as far as that became known; for the log. */
  operation?: string;
  connectionId?: string;
  credentialId?: string;
  /** What a person said, where one was asked. */
  approval?: { id: string; state: 'approved' | 'denied' | 'expired'; waitMs: number };
  /** How it went upstream, for the circuit breaker. */
  verdict: Verdict = 'unknown';
  private readonly held: (() => void)[] = [];

  constructor(
    readonly req: IncomingMessage,
    readonly res: ServerResponse,
  ) {
    this.voice = voiceOf(req.url ?? '');
  }

  /** True when nobody is there any more to be answered. */
  get over(): boolean {
    return this.res.closed;
  }

  /** Of a call that is made. */
  get decision(): 'allowed' | 'approved' {
    return this.approval ? 'approved' : 'allowed';
  }

  /** Gives `release` back when the exchange ends, however it ends. */
  readonly hold = (release: () => void): void => {
    this.held.push(release);
  };

  releaseAll(): void {
    for (const release of this.held.splice(0)) release();
  }
}
