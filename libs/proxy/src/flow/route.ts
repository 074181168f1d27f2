import { DOOR_ROUTES, type Dialect } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import { safeTarget } from '../http/path';
import type { Voice } from '../http/refusal';

interface Place<Door> {
  door: Door;
  /** Relative to the provider's base URL. */
  path: string;
  query: string;
}
/** One dialect of the LLM doors: which provider is meant, the body says. */
export type LlmRoute = Place<{ kind: 'llm'; dialect: Dialect }>;
/** A provider's API. */
export type ProxyRoute = Place<{ kind: 'proxy'; provider: string }>;
/** Where a request target leads. */
export type Route = LlmRoute | ProxyRoute;

export const isLlm = (route: Route): route is LlmRoute => route.door.kind === 'llm';

const PROXY = /^\/proxy\/([a-z0-9-]{1,64})(\/.*)$/;
const OPENAI = '/llm/openai/v1';
const ANTHROPIC = '/llm/anthropic';

/** MCP's door has no routes below it: all is said in the messages. */
export const isMcp = (target: string): boolean => target.startsWith(`${DOOR_ROUTES.mcp}/`);

/** The language for refusals, also of targets that are refused themselves. */
export function voiceOf(target: string): Voice {
  if (target.startsWith('/llm/openai')) return 'openai';
  if (isMcp(target)) return { rpc: null };
  return target.startsWith('/llm/anthropic') ? 'anthropic' : 'problem';
}

/** Throws `malformed_request` for a target with more than one reading, `not_found` for no door. */
export function routeOf(target: string): Route {
  const safe = safeTarget(target);
  if (!safe) throw new DomainError('malformed_request', 'The request target is ambiguous.');
  const { path, query } = safe;
  if (path.startsWith(`${OPENAI}/`)) {
    return { door: { kind: 'llm', dialect: 'openai' }, path: path.slice(OPENAI.length), query };
  }
  if (path.startsWith(`${ANTHROPIC}/v1/`)) {
    return {
      door: { kind: 'llm', dialect: 'anthropic' },
      path: path.slice(ANTHROPIC.length),
      query,
    };
  }
  const [, provider, rest] = PROXY.exec(path) ?? [];
  if (provider && rest) return { door: { kind: 'proxy', provider }, path: rest, query };
  throw new DomainError('not_found', 'There is nothing at this path.');
}
