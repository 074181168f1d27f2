import type { ServerResponse } from 'node:http';
import { ERROR_STATUS, type ErrorCode, type Problem } from '@renum/contracts';

/** In whose language a refusal is said: the clients behind each door parse only their own. */
export type Voice = 'openai' | 'anthropic' | 'problem' | RpcVoice;

/** An MCP client's: the id of the request that is refused, where one was read. */
export interface RpcVoice {
  rpc: string | number | null;
}

export interface Refusal {
  code: ErrorCode;
  message: string;
  /** When to come again, where that is known. */
  retryAfterSeconds?: number;
}

export const REQUEST_ID_HEADER = 'x-renum-request-id';
export const DECISION_HEADER = 'x-renum-decision';
/** Whether the same call may go well if it is sent again. */
export const RETRYABLE_HEADER = 'x-renum-retryable';
/** How often we sent it, when more than once. */
export const ATTEMPTS_HEADER = 'x-renum-attempts';

/** What may pass by itself: asking again is right, and the SDK clients do it on their own. */
const TRANSIENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'overloaded',
  'too_many_requests',
  'upstream_unreachable',
  'upstream_timeout',
  'audit_unavailable',
]);

/** Says no in the caller's own dialect. Not for use once a response has begun. */
export function sendRefusal(
  res: ServerResponse,
  voice: Voice,
  requestId: string,
  { code, message, retryAfterSeconds = 1 }: Refusal,
): void {
  const status = statusOf(voice, code);
  const transient = TRANSIENT.has(code);
  const body = Buffer.from(JSON.stringify(bodyOf(voice, requestId, status, code, message)));
  res.writeHead(status, {
    'content-type': voice === 'problem' ? 'application/problem+json' : 'application/json',
    'content-length': body.length,
    'cache-control': 'no-store',
    [REQUEST_ID_HEADER]: requestId,
    [DECISION_HEADER]: `refused:${code}`,
    [RETRYABLE_HEADER]: String(transient),
    ...(transient ? { 'retry-after': String(retryAfterSeconds) } : { 'x-should-retry': 'false' }),
  });
  res.end(body);
}

/** Of policy, not of the way: said to a request in its own protocol, where a model can read it. */
const ANSWERED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'operation_not_allowed',
  'connection_unapproved',
  'approval_denied',
  'approval_expired',
  'limit_exceeded',
  'wallet_empty',
  'authorization_needed',
  'credential_missing',
  'credential_revoked',
  'credential_expired',
]);

const statusOf = (voice: Voice, code: ErrorCode): number =>
  typeof voice === 'object' && voice.rpc !== null && ANSWERED.has(code) ? 200 : ERROR_STATUS[code];

/** In the range that JSON-RPC leaves to servers; MCP's SDKs use its first numbers themselves. */
const RPC_REFUSED = -32_050;
const RPC_INVALID = -32_600;

function bodyOf(
  voice: Voice,
  requestId: string,
  status: number,
  code: ErrorCode,
  message: string,
): object {
  if (typeof voice === 'object') {
    const number = code === 'malformed_request' ? RPC_INVALID : RPC_REFUSED;
    const data = { code, requestId, retryable: TRANSIENT.has(code) };
    return { jsonrpc: '2.0', id: voice.rpc, error: { code: number, message, data } };
  }
  switch (voice) {
    case 'openai':
      return { error: { message, type: typeOf(status), code, param: null } };
    case 'anthropic':
      return {
        type: 'error',
        error: { type: typeOf(status), message, code },
        request_id: requestId,
      };
    case 'problem': {
      const title = code.replaceAll('_', ' ');
      const type = `urn:renum:error:${code}`;
      return { type, title, status, code, detail: message, requestId } satisfies Problem;
    }
    default: {
      const never: never = voice;
      throw new Error(String(never));
    }
  }
}

/** Both dialects name their errors alike; clients branch on the status first. */
function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 402) return 'billing_error';
  if (status === 403) return 'permission_error';
  if (status === 404) return 'not_found_error';
  if (status === 413) return 'request_too_large';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'api_error' : 'invalid_request_error';
}
