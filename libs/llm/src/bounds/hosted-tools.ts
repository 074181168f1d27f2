import type { TokenKinds } from '@renum/contracts';
import { gigabytesOf } from '../usage/hosted-calls';
import { isObject, type JsonObject } from '../usage/reading';
import type { Asked } from './bounds';

/** What hosted tools may add to a call: at most. */
export interface HostedUse {
  /** How often the model is called again with what a tool brought. */
  calls: number;
  /** Tokens that one of those brings. */
  growth: number;
  kinds: TokenKinds;
}

const NONE: HostedUse = Object.freeze({ calls: 0, growth: 0, kinds: {} });

/**
 * When the caller sets no limit: Anthropic's loop of server tools pauses a turn after ten rounds, and
 * OpenAI documents no limit; whoever needs more says `max_tool_calls` or `max_uses`.
 */
const CALLS = 10;
/**
 * Of one search: OpenAI documents a fixed 8,000 tokens where it does not charge by content, and
 * searches of Anthropic's with ten results were billed as much; twice that.
 */
const SEARCH_TOKENS = 16_000;
/** Anthropic's guide: a research paper as PDF has some 125,000 tokens; the caller can bound it. */
const FETCH_TOKENS = 150_000;
/** What runs code, and tools of other servers, bring back in one answer. */
const ANSWER_TOKENS = 16_000;

/** Kinds of tools that the provider runs itself; callers run the others. */
const OPENAI = /^(?:web_search|file_search|code_interpreter|mcp|shell|image_generation)/;
const ANTHROPIC = /^(?:web_search|web_fetch|code_execution|mcp_toolset|tool_search)/;
/** Cheaper than parsing: most tools are functions, with long descriptions. */
const HOSTED = /"(?:web_|file_search|code_|mcp|shell|image_gen|tool_search)|\\u/;

/** The tools of a request that its provider runs, whatever they are called. */
export function hostedTools({ operation, body, fields }: Asked): JsonObject[] {
  const at = fields.at('tools');
  if (!at || (operation !== 'responses' && operation !== 'messages')) return [];
  if (!HOSTED.test(body.toString('utf8', at.start, at.end))) return [];
  const tools = fields.value('tools');
  const hosted = operation === 'responses' ? OPENAI : ANTHROPIC;
  return Array.isArray(tools)
    ? tools.filter(isObject).filter(({ type }) => typeof type === 'string' && hosted.test(type))
    : [];
}

/** How often, and with how much, hosted tools can have the model called again, and their own prices. */
export function hostedUse(asked: Asked): HostedUse {
  const { operation, fields } = asked;
  if (operation === 'chat')
    return isObject(fields.value('web_search_options'))
      ? { calls: 1, growth: SEARCH_TOKENS, kinds: { webSearches: 1 } }
      : NONE;
  const tools = hostedTools(asked);
  if (tools.length === 0) return NONE;
  return operation === 'responses'
    ? ofOpenAi(tools, limit(fields.number('max_tool_calls')))
    : ofAnthropic(tools);
}

/** One limit holds for all tools together, so all of them may be the dearest. */
function ofOpenAi(tools: readonly JsonObject[], calls: number): HostedUse {
  const has = (kind: string): boolean => tools.some(({ type }) => String(type).startsWith(kind));
  const codeSessions = calls > 0 ? Math.max(...tools.map(gigabytesOf)) : 0;
  return {
    calls,
    growth: Math.max(SEARCH_TOKENS, ANSWER_TOKENS),
    kinds: {
      ...(has('web_search') && { webSearches: calls }),
      ...(has('file_search') && { fileSearches: calls }),
      ...(codeSessions > 0 && { codeSessions }),
    },
  };
}

function ofAnthropic(tools: readonly JsonObject[]): HostedUse {
  const uses = tools.map((tool) => ({
    type: String(tool.type),
    calls: limit(tool.max_uses),
    growth: growthOf(tool),
  }));
  const searches = uses.filter(({ type }) => type.startsWith('web_search'));
  const runs = uses.some(({ type }) => type.startsWith('code_execution'));
  const webSearches = searches.reduce((sum, { calls }) => sum + calls, 0);
  return {
    calls: uses.reduce((sum, { calls }) => sum + calls, 0),
    growth: Math.max(...uses.map(({ growth }) => growth)),
    kinds: { ...(webSearches > 0 && { webSearches }), ...(runs && { codeSessions: 1 }) },
  };
}

function growthOf({ type, max_content_tokens: most }: JsonObject): number {
  if (!String(type).startsWith('web_fetch')) return SEARCH_TOKENS;
  return typeof most === 'number' && most > 0 ? most : FETCH_TOKENS;
}

function limit(asked: unknown): number {
  return typeof asked === 'number' && asked >= 0 ? Math.ceil(asked) : CALLS;
}
