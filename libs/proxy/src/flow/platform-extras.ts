import type { Quote } from '@renum/billing';
import { DomainError } from '@renum/platform';
import { fieldsOf, type LlmOperation, type LlmRequest } from '@renum/llm';
import type { Grant } from './policy';

/** A call that would go by a key of the platform's. */
export interface ExtrasCall {
  /** As it came. */
  body: Buffer;
  /** Its content type. */
  type?: string;
  /** Of a model, where it has a body. */
  request?: LlmRequest;
  quote: Quote;
}

/**
 * What these add to the price no answer tells: searches and dearer endpoints of OpenRouter,
 * searches of xAI and of OpenAI's chats, where Anthropic computes, whatever Google takes beside.
 */
const UNTOLD = [
  'plugins',
  'route',
  'provider',
  'search_parameters',
  'web_search_options',
  'inference_geo',
  'extra_body',
];
const WANTED: ReadonlySet<string> = new Set([...UNTOLD, 'tools', 'response_format']);

/** Models that search in every chat, which only the bill tells. */
const SEARCHING = /search|sonar/;

/** Tools that callers run themselves. */
const CALLERS =
  /^(?:function|custom|namespace|bash|text_editor|computer|memory|local_shell|apply_patch)/;
/** Tools that providers run, where answers count them and the price list has them. */
const HOSTED: Readonly<Record<string, RegExp>> = {
  'openai/responses': /^(?:web_search|code_interpreter|shell|mcp|tool_search)/,
  'anthropic/messages': /^(?:web_search|web_fetch|code_execution|mcp_toolset|tool_search)/,
};

/**
 * A key of the platform is only for what is charged in full: not for what the provider bills beside
 * and its answers do not tell.
 * @throws DomainError `operation_not_allowed`
 */
export function checkCharged({ manifest: { id }, llm }: Grant, call: ExtrasCall): void {
  const { body, type, request, quote } = call;
  if (llm === undefined || request === undefined) return;
  const fields = fieldsOf(body, WANTED, request.json ? undefined : (type ?? ''));
  if (!fields) throw denied('The call can be read in more than one way');
  const said = (name: string): unknown => fields.value(name) ?? undefined;
  const untold = UNTOLD.find((name) => said(name) !== undefined);
  if (untold) throw denied(`What ${untold} costs is told by no answer`);
  if (llm === 'chat' && SEARCHING.test(request.model))
    throw denied('What is searched in a chat is told by no answer');
  if (!areCharged(said('tools'), HOSTED[`${id}/${llm}`], llm))
    throw denied('What these hosted tools cost is told by no answer');
  if (isMute(id, llm, said('response_format')))
    throw denied('How long the recording is tells only the response_format verbose_json');
  if (searchesFree(request, quote)) throw denied('No price is known for searches with this model');
}

function areCharged(tools: unknown, hosted: RegExp | undefined, llm: LlmOperation): boolean {
  if (tools === undefined) return true;
  if (!Array.isArray(tools)) return false;
  return tools.every((tool: unknown) => {
    if (typeof tool !== 'object' || tool === null) return false;
    const { type } = tool as Readonly<Record<string, unknown>>;
    // Of Anthropic's dialect the ordinary ones have none; elsewhere something else is meant.
    if (type === undefined || type === null) return llm === 'messages';
    return typeof type === 'string' && (CALLERS.test(type) || hosted?.test(type) === true);
  });
}

/** Answers that do not say how long what they heard is: it would be guessed by the file's size. */
function isMute(provider: string, llm: LlmOperation, format: unknown): boolean {
  if (llm !== 'transcriptions' && llm !== 'translations') return false;
  if (format === 'verbose_json') return false;
  if (provider !== 'openai' || llm === 'translations') return true;
  return format !== undefined && format !== 'json' && format !== 'diarized_json';
}

/** The price list has no searches for some models, and then they would be free. */
function searchesFree({ model, bounds }: LlmRequest, quote: Quote): boolean {
  const { webSearches = 0 } = bounds.atMost.kinds ?? {};
  const kinds = { webSearches };
  const tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, kinds };
  return webSearches > 0 && quote.llm(tokens, model).costNano === 0n;
}

const denied = (why: string): DomainError =>
  new DomainError(
    'operation_not_allowed',
    `${why}, so the platform's key is not for it. Add a key of your own to the vault.`,
  );
