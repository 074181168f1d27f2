import { details } from './kinds';
import { count, isObject, text, type JsonObject } from './reading';

/** Fields of a response that tell what its provider did for it, beside answering. */
export interface HostedFields {
  output?: unknown;
  tools?: unknown;
  tool_usage?: unknown;
}

/** Gigabytes of a container that runs code, which its price goes by. */
const GIGABYTES: Readonly<Record<string, number>> = { '1g': 1, '4g': 4, '16g': 16, '64g': 64 };

/** Gigabytes of the containers that a tool opens by itself; none where the caller names its own. */
export function gigabytesOf({ type, container, environment }: JsonObject): number {
  if (type !== 'code_interpreter' && type !== 'shell') return 0;
  const place = type === 'shell' ? environment : container;
  if (!isObject(place) || (place.type !== 'auto' && place.type !== 'container_auto')) return 0;
  return GIGABYTES[text(place.memory_limit) ?? '1g'] ?? 64;
}

/**
 * What hosted tools are charged for beside tokens: searches by the call (opening or searching within
 * a page is none), code by its containers.
 */
export function hostedCalls(response: HostedFields): {
  webSearches: number;
  fileSearches: number;
  codeSessions: number;
} {
  const items = Array.isArray(response.output) ? response.output.filter(isObject) : [];
  const searches = items.filter(({ type, action }) => {
    const kind = details(action).type;
    return type === 'web_search_call' && (kind === undefined || kind === 'search');
  });
  // The provider's own count of what it charges, where it gives one.
  const billable = details(details(response.tool_usage).web_search).num_requests;
  return {
    webSearches: billable === undefined ? searches.length : count(billable),
    fileSearches: items.filter(({ type }) => type === 'file_search_call').length,
    codeSessions: containers(items) * gigabytes(response.tools),
  };
}

function containers(items: readonly JsonObject[]): number {
  const ids = items
    .filter(({ type }) => type === 'code_interpreter_call' || type === 'shell_call')
    .map(({ container_id, environment }) => container_id ?? details(environment).container_id);
  return new Set(ids.filter((id) => typeof id === 'string')).size;
}

function gigabytes(tools: unknown): number {
  return Array.isArray(tools) ? Math.max(0, ...tools.filter(isObject).map(gigabytesOf)) : 0;
}
