import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { DomainError } from '@renum/platform';
import type { Relay } from '../flow/relay';

export interface GuardPlan {
  /** Why an answer with this head does not go on, if so. */
  fault(status: number, headers: IncomingHttpHeaders): DomainError | undefined;
  /** The server's session id, as the sandbox may know it. */
  sealed(sessionId: string): string;
}

/** Stands before a relay: turns away heads that must not go on, and seals session ids. */
export class Guard implements Dispatcher.DispatchHandler {
  constructor(
    private readonly relay: Relay,
    private readonly plan: GuardPlan,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.relay.onRequestStart(controller);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    const fault = this.plan.fault(status, headers);
    // Undici tells the relay of it as of any other end.
    if (fault) return controller.abort(fault);
    const session = headers['mcp-session-id'];
    const own =
      typeof session === 'string'
        ? { ...headers, 'mcp-session-id': this.plan.sealed(session) }
        : headers;
    this.relay.onResponseStart(controller, status, own);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.relay.onResponseData(controller, chunk);
  }

  onResponseEnd(): void {
    this.relay.onResponseEnd();
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    this.relay.onResponseError(controller, error);
  }
}
