import type { IncomingMessage, ServerResponse } from 'node:http';
import { callId } from './flow/call-id';
import type { DataPlane } from './flow/data-plane';
import { voiceOf } from './flow/route';
import { sendRefusal, type Refusal } from './http/refusal';

/** Whether a request target is one of the doors for models. */
export const isAppTarget = (target: string): boolean => /^\/llm(?:[/?]|$)/.test(target);

/** The data plane's door for external apps. Whoever has a public listener mounts it there. */
export class AppDoor {
  private stopping = false;

  constructor(private readonly plane: Pick<DataPlane, 'handleApp'>) {}

  /** @param address where the request is from, for bounds on wrong keys */
  handle(req: IncomingMessage, res: ServerResponse, address: string): void {
    if (this.stopping) refuse(req, res, STOPPING);
    else this.plane.handleApp(req, res, address);
  }

  /** Calls under way go on; whoever comes now is sent to another process. */
  stop(): void {
    this.stopping = true;
  }
}

const STOPPING: Refusal = { code: 'overloaded', message: 'This process is stopping; try again.' };
const ELSEWHERE: Refusal = {
  code: 'not_found',
  message: 'This process has no data plane: models are served by those whose PLANES has `data`.',
};

/** The same targets where there is no data plane behind the listener. */
export const refuseApp = (req: IncomingMessage, res: ServerResponse): void =>
  refuse(req, res, ELSEWHERE);

function refuse(req: IncomingMessage, res: ServerResponse, refusal: Refusal): void {
  // Its body is not read, so nothing can follow it; and the process may be going away.
  res.setHeader('connection', 'close');
  sendRefusal(res, voiceOf(req.url ?? ''), callId(), refusal);
}
