import { inject, Injectable, signal } from '@angular/core';
import type {
  ApprovalView,
  LiveAck,
  LiveClientEvents,
  LiveServerEvents,
  RunEvent,
} from '@renum/contracts';
import { io, type Socket } from 'socket.io-client';
import { AccessToken } from '../auth/access-token';

export type LiveStatus = 'connecting' | 'online' | 'offline';

/** Somebody who looks at a run. */
export interface RunWatcher {
  runId: string;
  /** The last number the watcher has; asked at each (re)connect. */
  after: () => number;
  onEvent: (event: RunEvent) => void;
  /** The server will not show this run. */
  onRefused: (message: string) => void;
}

export type ApprovalListener = (approval: ApprovalView) => void;
type LiveSocket = Socket<LiveServerEvents, LiveClientEvents>;
/** As in `@renum/contracts`, whose values stay out of the bundle. */
const NAMESPACE = '/live';
const ACK_MS = 10_000;
const LINGER_MS = 1_000;

/** The one connection for live events. It is open while somebody watches or listens. */
@Injectable({ providedIn: 'root' })
export class Live {
  private readonly token = inject(AccessToken);
  private readonly watchers = new Set<RunWatcher>();
  private readonly listeners = new Set<ApprovalListener>();
  private readonly state = signal<LiveStatus>('offline');
  private socket?: LiveSocket;
  private closing?: ReturnType<typeof setTimeout>;
  readonly status = this.state.asReadonly();

  /** Sends the run's events from `after` on, through every reconnect. Returns how to end it. */
  watch(watcher: RunWatcher): () => void {
    this.watchers.add(watcher);
    const socket = (this.socket ??= this.open());
    if (socket.connected) this.subscribe(socket, watcher);
    else socket.connect();
    return () => this.unwatch(watcher);
  }

  /** Tells of every approval of the tenant that begins or ends. Returns how to end it. */
  onApproval(listener: ApprovalListener): () => void {
    this.listeners.add(listener);
    const socket = (this.socket ??= this.open());
    if (!socket.connected) socket.connect();
    return () => {
      this.listeners.delete(listener);
      this.closeSoon();
    };
  }

  private get inUse(): boolean {
    return this.watchers.size + this.listeners.size > 0;
  }

  private unwatch(watcher: RunWatcher): void {
    this.watchers.delete(watcher);
    const { runId } = watcher;
    const others = [...this.watchers].some((other) => other.runId === runId);
    if (this.socket?.connected && !others)
      this.socket.emit('unsubscribe', { runId }, () => undefined);
    this.closeSoon();
  }

  /** Not at once: the next run, or the next thread, is often watched in the same moment. */
  private closeSoon(): void {
    if (this.inUse) return;
    clearTimeout(this.closing);
    this.closing = setTimeout(() => this.closeIfUnused(), LINGER_MS);
  }

  private closeIfUnused(): void {
    if (this.inUse) return;
    this.socket?.disconnect();
    this.state.set('offline');
  }

  private open(): LiveSocket {
    const socket: LiveSocket = io(NAMESPACE, {
      autoConnect: false,
      // Polling first would need the same api process for each poll, and stumbles over a page that
      // is left while it changes over; it stays for networks that let no websocket through.
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
      // Called at every attempt: a reconnect after an hour needs a token of now.
      auth: (send) => {
        this.token.current().then(
          (token) => send({ token }),
          () => send({}),
        );
      },
    });
    this.state.set('connecting');
    socket.on('connect', () => {
      this.state.set('online');
      for (const watcher of this.watchers) this.subscribe(socket, watcher);
    });
    socket.on('run.event', (event) => {
      for (const watcher of this.watchers) {
        if (watcher.runId === event.runId) watcher.onEvent(event);
      }
    });
    socket.on('approval.changed', (approval) => {
      for (const listener of this.listeners) listener(approval);
    });
    socket.on('disconnect', (reason) => this.onDisconnect(socket, reason));
    socket.on('connect_error', () => {
      this.state.set('connecting');
      // Refused by the server, which Socket.IO takes as final: the token may just have ended.
      if (!socket.active) void this.reconnect(socket);
    });
    return socket;
  }

  private onDisconnect(socket: LiveSocket, reason: string): void {
    if (!this.inUse) return;
    this.state.set('connecting');
    // The server ended it (a token that ran out, a new version coming up): Socket.IO would not
    // come back by itself.
    if (reason === 'io server disconnect') void this.reconnect(socket);
  }

  private async reconnect(socket: LiveSocket): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    if (!this.inUse) return;
    try {
      if (!(await this.token.refresh())) {
        this.state.set('offline');
        return;
      }
    } catch (error) {
      // The network is away; the next attempt asks again.
      console.warn('The live connection cannot be renewed yet', error);
    }
    socket.connect();
  }

  private subscribe(socket: LiveSocket, watcher: RunWatcher): void {
    const request = { runId: watcher.runId, after: watcher.after() };
    socket.timeout(ACK_MS).emit('subscribe', request, (lost: Error | null, answer?: LiveAck) => {
      if (!this.watchers.has(watcher)) return;
      // No answer: the connection is dying. A fresh one subscribes again.
      if (lost) socket.disconnect().connect();
      else if (answer && !answer.ok) watcher.onRefused(answer.error.message);
    });
  }
}
