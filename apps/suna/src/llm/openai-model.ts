import { DOOR_ROUTES, type AgentModel } from '@renum/contracts';
import OpenAI from 'openai';
import { DOOR_ORIGIN, type Fetch } from '../door/door';
import { untilAborted } from '../waiting';
import type { CallIds } from './call-ids';
import type { Model, ModelRequest, ModelTurn, TurnListener } from './model';
import { toModelFailure } from './model-failure';
import { toOpenAiMessages, toOpenAiTools } from './openai-messages';
import { OpenAiTurn } from './openai-turn';
import { acceptPlainJson } from './plain-json';
import { learnQuirk, type Quirk } from './quirks';

/** Chat Completions through the door; the proxy replaces the placeholder key. */
export class OpenAiModel implements Model {
  private readonly client: OpenAI;
  private readonly quirks: Set<Quirk>;

  constructor(
    private readonly model: AgentModel,
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

  async stream(
    request: ModelRequest,
    listener: TurnListener,
    signal: AbortSignal,
  ): Promise<ModelTurn> {
    for (;;) {
      let started = false;
      const turn = new OpenAiTurn(this.ids, listener);
      try {
        const chunks = await untilAborted(
          this.client.chat.completions.create(this.body(request), { signal }),
          signal,
        );
        started = true;
        for await (const chunk of chunks) turn.add(chunk);
        // An aborted stream ends without an error in this SDK.
        signal.throwIfAborted();
        return turn.finish();
      } catch (error) {
        signal.throwIfAborted();
        const failure = toModelFailure(error, started);
        if (!learnQuirk(failure, this.quirks)) throw failure;
      }
    }
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
