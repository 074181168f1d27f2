import { DOOR_ROUTES } from '@renum/contracts';
import OpenAI from 'openai';
import { DOOR_ORIGIN, type Fetch } from '../door/door';
import type { CallIds } from './call-ids';
import { converse } from './converse';
import type { ModelSettings } from './create-model';
import type { Model, ModelRequest, ModelTurn, TurnListener } from './model';
import { toOpenAiMessages, toOpenAiTools } from './openai-messages';
import { OpenAiTurn } from './openai-turn';
import { acceptPlainJson } from './plain-json';
import type { Quirk } from './quirks';

/** Chat Completions through the door; the proxy replaces the placeholder key. */
export class OpenAiModel implements Model {
  private readonly client: OpenAI;
  private readonly quirks: Set<Quirk>;

  constructor(
    private readonly model: ModelSettings,
    private readonly ids: CallIds,
    fetch: Fetch,
  ) {
    // OpenAI's newer models know only `max_completion_tokens`, most other servers only `max_tokens`.
    this.quirks = new Set(model.provider === 'openai' ? [] : ['max_tokens']);
    this.client = new OpenAI({
      apiKey: 'injected-by-the-proxy',
      baseURL: DOOR_ORIGIN + DOOR_ROUTES.openai,
      fetch: acceptPlainJson(fetch),
      maxRetries: 2,
      logLevel: 'off',
    });
  }

  stream(request: ModelRequest, listener: TurnListener, signal: AbortSignal): Promise<ModelTurn> {
    const { client, quirks, ids } = this;
    const open = () => client.chat.completions.create(this.body(request), { signal });
    return converse({ open, turn: () => new OpenAiTurn(ids, listener), quirks }, signal);
  }

  private body(request: ModelRequest): OpenAI.ChatCompletionCreateParamsStreaming {
    const { name, temperature, maxOutputTokens } = this.model;
    const has = (quirk: Quirk): boolean => this.quirks.has(quirk);
    return {
      model: name,
      messages: toOpenAiMessages(request, { opaque: !has('no_reasoning') }),
      stream: true,
      ...(request.tools.length > 0 ? { tools: toOpenAiTools(request.tools) } : {}),
      ...(has('no_stream_options') ? {} : { stream_options: { include_usage: true } }),
      ...(temperature === undefined || has('no_temperature') ? {} : { temperature }),
      ...(has('max_tokens')
        ? { max_tokens: maxOutputTokens }
        : { max_completion_tokens: maxOutputTokens }),
    };
  }
}
