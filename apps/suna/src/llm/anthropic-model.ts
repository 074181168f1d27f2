import Anthropic from '@anthropic-ai/sdk';
import { DOOR_ROUTES } from '@renum/contracts';
import { DOOR_ORIGIN, type Fetch } from '../door/door';
import { AnthropicTurn } from './anthropic-turn';
import { toAnthropicMessages, toAnthropicSystem, toAnthropicTools } from './anthropic-messages';
import type { CallIds } from './call-ids';
import { converse } from './converse';
import type { ModelSettings } from './create-model';
import type { Model, ModelRequest, ModelTurn, TurnListener } from './model';
import type { Quirk } from './quirks';

/** Messages through the door; the proxy replaces the placeholder key. */
export class AnthropicModel implements Model {
  private readonly client: Anthropic;
  private readonly quirks = new Set<Quirk>();

  constructor(
    private readonly model: ModelSettings,
    private readonly ids: CallIds,
    fetch: Fetch,
  ) {
    this.client = new Anthropic({
      apiKey: 'injected-by-the-proxy',
      baseURL: DOOR_ORIGIN + DOOR_ROUTES.anthropic,
      fetch,
      maxRetries: 2,
      logLevel: 'off',
    });
  }

  stream(request: ModelRequest, listener: TurnListener, signal: AbortSignal): Promise<ModelTurn> {
    const { client, quirks, ids } = this;
    const open = () => client.messages.create(this.body(request), { signal });
    return converse({ open, turn: () => new AnthropicTurn(ids, listener), quirks }, signal);
  }

  private body(request: ModelRequest): Anthropic.MessageCreateParamsStreaming {
    const { name, temperature, maxOutputTokens } = this.model;
    return {
      model: name,
      max_tokens: maxOutputTokens,
      stream: true,
      system: toAnthropicSystem(request.system),
      messages: toAnthropicMessages(request.messages),
      ...(request.tools.length > 0 ? { tools: toAnthropicTools(request.tools) } : {}),
      // This API's scale ends at 1.
      ...(temperature === undefined || this.quirks.has('no_temperature')
        ? {}
        : { temperature: Math.min(1, temperature) }),
    };
  }
}
