import type { AssistantMessage, Message } from '@renum/contracts';

/** A tool as it is offered to a model. */
export interface ToolSpec {
  name: string;
  description: string;
  /** JSON Schema of its input. */
  parameters: Record<string, unknown>;
}

export interface ModelRequest {
  system: string;
  messages: readonly Message[];
  tools: readonly ToolSpec[];
}

/** Stands for the name of a call that was given none; no tool has it. */
export const UNNAMED = 'unnamed';

export interface ModelCall {
  callId: string;
  name: string;
  input: Record<string, unknown>;
  /** Set when the arguments could not be read; the model is told this instead of a result. */
  problem?: string;
}

/** One finished answer of a model. */
export interface ModelTurn {
  message: AssistantMessage;
  calls: ModelCall[];
  /** `length`: cut off at the output limit. `refused`: by the provider's own filter. */
  stop: 'end' | 'length' | 'refused';
  /** Tokens of the whole prompt, when the server said so. */
  inputTokens?: number;
}

export interface TurnListener {
  text(delta: string): void;
  thinking(delta: string): void;
  /** It begins to call a tool. */
  calling(): void;
}

/** A model behind either dialect. Throws `ModelFailure`, or the signal's reason. */
export interface Model {
  stream(request: ModelRequest, listener: TurnListener, signal: AbortSignal): Promise<ModelTurn>;
}
