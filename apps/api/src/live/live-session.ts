import type { ErrorCode, LiveClientEvents, LiveServerEvents } from '@renum/contracts';
import { DomainError, tenantContext, type TenantScope } from '@renum/platform';
import type { Principal } from '@renum/tenants';
import { decodeJwt } from 'jose';
import type { Namespace, Socket } from 'socket.io';
import { asDomainError } from '../http/problem';

/** What a socket carries once it was let in. */
export interface LiveSession {
  principal: Principal;
  scope: TenantScope;
  token: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  timer?: NodeJS.Timeout;
  /** By run: ends the subscription. */
  subscriptions: Map<string, () => void>;
}

type NoEvents = Record<string, never>;
export type LiveSocket = Socket<LiveClientEvents, LiveServerEvents, NoEvents, LiveSession>;
export type LiveServer = Namespace<LiveClientEvents, LiveServerEvents, NoEvents, LiveSession>;

export interface LiveRefusal {
  code: ErrorCode;
  message: string;
}

/** The token of a handshake. `auth` is whatever the client sent. */
export function tokenOf(socket: LiveSocket): string {
  const { token } = socket.handshake.auth as { token?: unknown };
  if (typeof token === 'string' && token !== '') return token;
  throw new DomainError('unauthenticated', 'Connect with auth: { token: <access token> }.');
}

/** A verified token's session; the signature was checked when `principal` was found. */
export function sessionOf(token: string, principal: Principal): LiveSession {
  if (!principal.tenantId) throw new DomainError('forbidden', 'Choose a tenant first.');
  return {
    principal,
    scope: { tenantId: principal.tenantId, actor: principal.actor },
    token,
    expiresAt: endOf(token, principal),
    subscriptions: new Map(),
  };
}

/** A program's key may end at any time; asking again each hour is the bound should news be lost. */
const KEY_MS = 3_600_000;
const endOf = (token: string, { actor }: Principal): number =>
  actor.type === 'apiKey' ? Date.now() + KEY_MS : (decodeJwt(token).exp ?? 0) * 1000;

/** The twin of the REST filter: the same codes and sentences, in an ack or a connect_error. */
export function refusalOf(error: unknown): LiveRefusal {
  const { code, message } = asDomainError(error);
  return { code, message };
}

/** A refused connection as Socket.IO carries it: `error.data` has the code. */
export class ConnectRefused extends Error {
  readonly data: LiveRefusal;

  constructor(error: unknown) {
    const refusal = refusalOf(error);
    super(refusal.message, { cause: error });
    this.data = refusal;
  }
}

export const inSession = <T>(session: LiveSession, work: () => T): T =>
  tenantContext.run(session.scope, work);
