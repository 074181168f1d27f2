import type Anthropic from '@anthropic-ai/sdk';
import type { AssistantMessage } from '@renum/contracts';
import type { CallIds } from './call-ids';
import { UNNAMED, type ModelCall, type ModelTurn, type TurnListener } from './model';
import { ModelFailure } from './model-failure';
import { readArguments } from './tool-arguments';

type OpenBlock =
  | { type: 'text'; text: string }
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'redacted_thinking'; data: string }
  | { type: 'tool_use'; id: string; name: string; json: string; input: unknown };

/** Puts a streamed message together, block by block. */
export class AnthropicTurn {
  private readonly blocks: OpenBlock[] = [];
  private readonly blockAtIndex = new Map<number, OpenBlock>();
  private stopReason: Anthropic.StopReason | undefined;
  private inputTokens: number | undefined;

  constructor(
    private readonly ids: CallIds,
    private readonly listener: TurnListener,
  ) {}

  add(event: Anthropic.RawMessageStreamEvent): void {
    switch (event.type) {
      case 'message_start':
        this.inputTokens = wholePrompt(event.message.usage);
        return;
      case 'content_block_start':
        this.open(event.index, event.content_block);
        return;
      case 'content_block_delta':
        this.extend(event.index, event.delta);
        return;
      case 'message_delta':
        this.stopReason = event.delta.stop_reason ?? this.stopReason;
        return;
      case 'content_block_stop':
      case 'message_stop':
        return;
      default:
        // The API adds event types; unknown ones are to be passed over.
        event satisfies never;
    }
  }

  finish(): ModelTurn {
    if (this.stopReason === undefined) {
      throw new ModelFailure('interrupted', "The model's answer ended before it was complete.");
    }
    const cutOff =
      this.stopReason === 'max_tokens' || this.stopReason === 'model_context_window_exceeded';
    const calls: ModelCall[] = [];
    const content: AssistantMessage['content'] = [];
    for (const block of this.blocks) {
      if (block.type === 'text') {
        if (block.text !== '') content.push(block);
      } else if (block.type === 'tool_use') {
        // Some servers give the input whole at the start and stream nothing.
        const raw = block.json === '' ? JSON.stringify(block.input ?? {}) : block.json;
        const call = {
          callId: this.ids.next(block.id),
          name: block.name || UNNAMED,
          ...readArguments(raw, cutOff && block === this.blocks.at(-1) && block.json !== ''),
        };
        calls.push(call);
        const { callId, name, input } = call;
        content.push({ type: 'tool_call', callId, name, input });
      } else {
        content.push({ type: 'opaque', dialect: 'anthropic', value: block });
      }
    }
    return {
      message: { role: 'assistant', content },
      calls,
      stop: cutOff ? 'length' : this.stopReason === 'refusal' ? 'refused' : 'end',
      ...(this.inputTokens === undefined ? {} : { inputTokens: this.inputTokens }),
    };
  }

  private open(index: number, start: Anthropic.ContentBlock): void {
    const block = openBlock(start);
    if (!block) return;
    this.blocks.push(block);
    this.blockAtIndex.set(index, block);
    if (block.type === 'tool_use') this.listener.calling();
    if (block.type === 'text' && block.text !== '') this.listener.text(block.text);
  }

  private extend(index: number, delta: Anthropic.RawContentBlockDelta): void {
    const block = this.blockAtIndex.get(index);
    if (!block) return;
    if (delta.type === 'text_delta' && block.type === 'text') {
      block.text += delta.text;
      this.listener.text(delta.text);
    } else if (delta.type === 'input_json_delta' && block.type === 'tool_use') {
      block.json += delta.partial_json;
    } else if (delta.type === 'thinking_delta' && block.type === 'thinking') {
      block.thinking += delta.thinking;
      this.listener.thinking(delta.thinking);
    } else if (delta.type === 'signature_delta' && block.type === 'thinking') {
      block.signature += delta.signature;
    }
  }
}

const openBlock = (start: Anthropic.ContentBlock): OpenBlock | undefined => {
  switch (start.type) {
    case 'text':
      return { type: 'text', text: start.text };
    case 'thinking':
      return { type: 'thinking', thinking: start.thinking, signature: start.signature };
    case 'redacted_thinking':
      return { type: 'redacted_thinking', data: start.data };
    case 'tool_use':
      return { type: 'tool_use', id: start.id, name: start.name, json: '', input: start.input };
    default:
      // Blocks of the provider's own server tools, which Suna never asks for.
      return undefined;
  }
};

/** The API counts cached tokens apart from `input_tokens`. */
const wholePrompt = (usage: Anthropic.Usage | undefined): number | undefined => {
  if (!usage) return undefined;
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage;
  return input_tokens + (cache_creation_input_tokens ?? 0) + (cache_read_input_tokens ?? 0);
};
