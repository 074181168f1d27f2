import { DomainError } from '@renum/platform';

export type RpcId = string | number;

/** One message from a client. */
export type ClientMessage =
  | { kind: 'request'; id: RpcId; method: string; params: Record<string, unknown> }
  | { kind: 'notification'; method: string }
  | { kind: 'response' };

export interface ReadMessage {
  message: ClientMessage;
  /**
   * What was read, written anew: two readings of one body cannot differ upstream, neither by double
   * keys nor by keys that only some readers take for the same (`Method` is `method` to Go).
   */
  body: Buffer;
}

/** What a client may ask of a server; others are no part of the protocol's versions that we know. */
const REQUESTS: ReadonlySet<string> = new Set([
  'initialize',
  'ping',
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'prompts/list',
  'prompts/get',
  'completion/complete',
  'logging/setLevel',
  'tasks/list',
  'tasks/get',
  'tasks/result',
  'tasks/cancel',
]);

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * @throws DomainError `malformed_request` for what is not one message: no JSON, a batch (the protocol
 * has none since 2025-06-18), numbers that could not be passed on exactly; `operation_not_allowed`
 * for requests and notifications that the protocol does not know
 */
export function readMessage(bytes: Buffer): ReadMessage {
  const said = parsed(bytes);
  if (Array.isArray(said))
    throw malformed('Batches are not supported; send one message at a time.');
  if (!isRecord(said) || said['jsonrpc'] !== '2.0')
    throw malformed('The body is no JSON-RPC message.');
  const message = messageOf(said);
  checkNames(said, ENVELOPE);
  if (isRecord(said['params'])) checkNames(said['params'], PARAMS);
  return { message, body: Buffer.from(JSON.stringify(said)) };
}

const ENVELOPE: readonly string[] = ['jsonrpc', 'id', 'method', 'params', 'result', 'error'];
/** What decides about a call, or is shown to the person who does. */
const PARAMS: readonly string[] = ['name', 'arguments', 'task', '_meta'];

/** @throws DomainError `malformed_request` for a key that is one of `names` but for its spelling */
function checkNames(record: Record<string, unknown>, names: readonly string[]): void {
  const other = Object.keys(record).find((key) => {
    if (names.includes(key)) return false;
    // As the most generous readers fold: U+017F is an s, and U+212A a k.
    return names.includes(key.normalize('NFKC').toLowerCase());
  });
  if (other !== undefined)
    throw malformed(`The key ${other.slice(0, 100)} could be read as another one.`);
}

function messageOf({ id, method, params, ...rest }: Record<string, unknown>): ClientMessage {
  if (method === undefined) {
    if (!isId(id) || 'result' in rest === 'error' in rest)
      throw malformed('The message is neither a request nor a response.');
    return { kind: 'response' };
  }
  if (typeof method !== 'string' || (params !== undefined && !isRecord(params)))
    throw malformed('The message is no well-formed request.');
  if (id === undefined) {
    if (!method.startsWith('notifications/')) throw unknown(method);
    return { kind: 'notification', method };
  }
  if (!isId(id)) throw malformed("The request's id is neither a text nor a number.");
  if (!REQUESTS.has(method)) throw unknown(method);
  return { kind: 'request', id, method, params: params ?? {} };
}

export const isId = (value: unknown): value is RpcId =>
  typeof value === 'string' || typeof value === 'number';

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'), (_key, value: unknown) => {
      if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
        throw malformed('A number is too large to be passed on exactly; send it as a text.');
      return value;
    });
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed('The body is not JSON.');
    throw error;
  }
}

const malformed = (message: string): DomainError => new DomainError('malformed_request', message);

const unknown = (method: string): DomainError =>
  new DomainError('operation_not_allowed', `MCP has no ${method.slice(0, 100)} for clients.`);
