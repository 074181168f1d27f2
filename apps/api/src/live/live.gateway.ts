import { Logger } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
} from '@nestjs/websockets';
import { LIVE_NAMESPACE, ROLES, type LiveAck, type RunEvent } from '@renum/contracts';
import { AccessChanges, type AccessChange } from '@renum/identity';
import { RunQueries } from '@renum/orchestrator';
import { DomainError, messageOf } from '@renum/platform';
import { Admission, type Principal } from '@renum/tenants';
import { z } from 'zod';
import { authorise } from '../auth/authorise';
import { LiveApprovals } from './live-approvals';
import { LiveFeeds } from './live-feeds';
import {
  ConnectRefused,
  inSession,
  refusalOf,
  sessionOf,
  tokenOf,
  type LiveServer,
  type LiveSocket,
} from './live-session';

const subscribeRequest = z.object({
  runId: z.uuid(),
  after: z.int().min(0).max(2_147_483_647).default(0),
});
const unsubscribeRequest = z.object({ runId: z.uuid() });

const MAX_SUBSCRIPTIONS = 20;
/** Packets that wait for a slow viewer; beyond, it is cheaper for all that it starts again. */
const MAX_WAITING_PACKETS = 10_000;

/**
 * Runs as they happen. Guards do not see a connection being made, so who comes in is decided in
 * the namespace's middleware, and what they may see at each `subscribe`. Rooms are not used: every
 * viewer has a feed of its own, which resumes where that viewer was.
 */
@WebSocketGateway({ namespace: LIVE_NAMESPACE })
export class LiveGateway
  implements
    OnGatewayInit<LiveServer>,
    OnGatewayConnection<LiveSocket>,
    OnGatewayDisconnect<LiveSocket>
{
  private readonly log = new Logger(LiveGateway.name);
  private server?: LiveServer;

  constructor(
    private readonly admission: Admission,
    private readonly changes: AccessChanges,
    private readonly queries: RunQueries,
    private readonly feeds: LiveFeeds,
    private readonly approvals: LiveApprovals,
  ) {}

  afterInit(server: LiveServer): void {
    this.server = server;
    server.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        (error: unknown) => next(new ConnectRefused(error)),
      );
    });
    this.changes.follow((change) => void this.readmit(change));
    this.approvals.begin({
      has: (tenantId) => this.ofTenant(tenantId).length > 0,
      show: (tenantId, approval) => {
        for (const socket of this.ofTenant(tenantId)) socket.emit('approval.changed', approval);
      },
    });
  }

  handleConnection(socket: LiveSocket): void {
    const left = socket.data.expiresAt - Date.now();
    // Not `disconnect`: after that a client waits, after a closed connection it comes back by
    // itself and asks its `auth` function for the new token.
    socket.data.timer = setTimeout(() => socket.conn.close(), Math.max(0, left));
  }

  handleDisconnect(socket: LiveSocket): void {
    clearTimeout(socket.data.timer);
    for (const close of socket.data.subscriptions.values()) close();
    socket.data.subscriptions.clear();
  }

  @SubscribeMessage('subscribe')
  subscribe(@ConnectedSocket() socket: LiveSocket, @MessageBody() body: unknown): Promise<LiveAck> {
    return answered(async () => {
      const { runId, after } = parse(subscribeRequest, body);
      const { data } = socket;
      data.subscriptions.get(runId)?.();
      data.subscriptions.delete(runId);
      if (data.subscriptions.size >= MAX_SUBSCRIPTIONS) {
        throw new DomainError('too_many_requests', 'This connection follows enough runs already.');
      }
      // The run must be of this tenant; for any other it does not exist (T5).
      await inSession(data, () => this.queries.get(runId));
      if (!socket.connected) return;
      data.subscriptions.get(runId)?.();
      data.subscriptions.set(runId, this.follow(socket, runId, after));
    });
  }

  @SubscribeMessage('unsubscribe')
  unsubscribe(
    @ConnectedSocket() socket: LiveSocket,
    @MessageBody() body: unknown,
  ): Promise<LiveAck> {
    return answered(() => {
      const { runId } = parse(unsubscribeRequest, body);
      socket.data.subscriptions.get(runId)?.();
      socket.data.subscriptions.delete(runId);
    });
  }

  private ofTenant(tenantId: string): LiveSocket[] {
    const sockets = [...(this.server?.sockets.values() ?? [])];
    return sockets.filter(({ data }) => data.scope.tenantId === tenantId);
  }

  private follow(socket: LiveSocket, runId: string, after: number): () => void {
    return this.feeds.open({
      runId,
      after,
      scope: socket.data.scope,
      send: (event: RunEvent) => {
        socket.emit('run.event', event);
        // Private in the typings, yet the only place that tells how far a viewer lags behind.
        const waiting = socket.conn['writeBuffer'] as unknown[];
        if (waiting.length > MAX_WAITING_PACKETS) socket.conn.close();
      },
      fail: (error) => {
        this.log.warn({ err: error, runId }, `A live feed broke: ${messageOf(error)}`);
        socket.conn.close();
      },
    });
  }

  private async admit(socket: LiveSocket): Promise<void> {
    const token = tokenOf(socket);
    const principal = await this.admission.admit(token);
    authorise({ kind: 'roles', roles: ROLES }, principal);
    Object.assign(socket.data, sessionOf(token, principal));
  }

  /** A member was removed, a session ended, a tenant suspended: out, now. */
  private async readmit(change: AccessChange): Promise<void> {
    const affected = [...(this.server?.sockets.values() ?? [])].filter(({ data }) =>
      concerns(change, data.principal),
    );
    for (const socket of affected) {
      try {
        authorise({ kind: 'roles', roles: ROLES }, await this.admission.admit(socket.data.token));
      } catch (error) {
        this.log.debug(`A live connection was ended: ${messageOf(error)}`);
        socket.disconnect(true);
      }
    }
  }
}

const concerns = (change: AccessChange, who: Principal): boolean =>
  (change.userId ?? who.userId) === who.userId &&
  (change.tenantId ?? who.tenantId) === who.tenantId &&
  (change.sessionFamily ?? who.sessionFamily) === who.sessionFamily;

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new DomainError('validation_failed', z.prettifyError(parsed.error));
}

/** Refusals are answers: nothing a client sends may end in an unhandled error. */
async function answered(work: () => Promise<void> | void): Promise<LiveAck> {
  try {
    await work();
    return { ok: true };
  } catch (error) {
    return { ok: false, error: refusalOf(error) };
  }
}
