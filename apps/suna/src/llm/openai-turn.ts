import type { AssistantMessage } from '@renum/contracts';
import type OpenAI from 'openai';
import type { CallIds } from './call-ids';
import { UNNAMED, type ModelCall, type ModelTurn, type TurnListener } from './model';
import { ModelFailure } from './model-failure';
import { isRecord, readArguments } from './tool-arguments';

type Delta = OpenAI.ChatCompletionChunk.Choice.Delta;
type CallDelta = Partial<OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall>;

interface OpenCall {
  id?: string;
  name: string;
  arguments: string;
}

/** Fields by which servers other than OpenAI's stream a model's thoughts. */
const THINKING_FIELDS = ['reasoning_content', 'reasoning'] as const;

/** Puts a streamed chat completion together. Takes what the many compatible servers leave out. */
export class OpenAiTurn {
  private text = '';
  private readonly thinking: Record<string, string> = {};
  private readonly reasoningDetails: unknown[] = [];
  private readonly calls: OpenCall[] = [];
  private readonly callAtIndex = new Map<number, OpenCall>();
  private finishReason: string | undefined;
  private inputTokens: number | undefined;

  constructor(
    private readonly ids: CallIds,
    private readonly listener: TurnListener,
  ) {}

  add(chunk: OpenAI.ChatCompletionChunk): void {
    this.inputTokens = chunk.usage?.prompt_tokens ?? this.inputTokens;
    // A final usage chunk has no choices; some servers leave the array out altogether.
    const choice = (chunk.choices as OpenAI.ChatCompletionChunk.Choice[] | undefined)?.[0];
    if (!choice) return;
    this.finishReason = choice.finish_reason ?? this.finishReason;
    const delta = choice.delta as Delta | undefined;
    if (!delta) return;
    const text = delta.content ?? delta.refusal;
    if (text) {
      this.text += text;
      this.listener.text(text);
    }
    this.addThinking(delta);
    for (const call of delta.tool_calls ?? []) this.addCall(call);
  }

  finish(): ModelTurn {
    if (this.finishReason === undefined && this.text === '' && this.calls.length === 0) {
      throw new ModelFailure('interrupted', "The model's answer ended before it began.");
    }
    const cutOff = this.finishReason === 'length';
    const calls: ModelCall[] = this.calls.map((call) => ({
      callId: this.ids.next(call.id),
      name: call.name || UNNAMED,
      ...readArguments(call.arguments, cutOff),
    }));
    const content: AssistantMessage['content'] = [];
    const opaque = this.opaque();
    if (opaque) content.push({ type: 'opaque', dialect: 'openai', value: opaque });
    if (this.text !== '') content.push({ type: 'text', text: this.text });
    for (const { callId, name, input } of calls) {
      content.push({ type: 'tool_call', callId, name, input });
    }
    return {
      message: { role: 'assistant', content },
      calls,
      stop: cutOff ? 'length' : this.finishReason === 'content_filter' ? 'refused' : 'end',
      ...(this.inputTokens === undefined ? {} : { inputTokens: this.inputTokens }),
    };
  }

  private addThinking(delta: Delta): void {
    const details: unknown = Reflect.get(delta, 'reasoning_details');
    if (Array.isArray(details)) this.reasoningDetails.push(...(details as unknown[]));
    for (const field of THINKING_FIELDS) {
      const text: unknown = Reflect.get(delta, field);
      if (typeof text !== 'string' || text === '') continue;
      this.thinking[field] = (this.thinking[field] ?? '') + text;
      this.listener.thinking(text);
      // Servers that send both fields send the same text in them.
      return;
    }
  }

  private addCall(delta: CallDelta): void {
    const index =
      delta.index ?? (delta.id ? this.calls.length : Math.max(0, this.calls.length - 1));
    let call = this.callAtIndex.get(index);
    // Some servers number every call 0 and tell them apart by id alone.
    const another = call && delta.id && call.id && delta.id !== call.id && delta.function?.name;
    if (!call || another) {
      call = { name: '', arguments: '' };
      this.calls.push(call);
      this.listener.calling();
      this.callAtIndex.set(index, call);
    }
    if (delta.id) call.id ??= delta.id;
    if (delta.function?.name && call.name === '') call.name = delta.function.name;
    const fragment: unknown = delta.function?.arguments;
    if (typeof fragment === 'string') call.arguments += fragment;
    else if (isRecord(fragment)) call.arguments += JSON.stringify(fragment);
  }

  /** What thinking servers want back on the next turn, under the names they used. */
  private opaque(): Record<string, unknown> | undefined {
    const value: Record<string, unknown> = { ...this.thinking };
    if (this.reasoningDetails.length > 0) value['reasoning_details'] = this.reasoningDetails;
    return Object.keys(value).length > 0 ? value : undefined;
  }
}
