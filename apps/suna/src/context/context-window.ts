import type { Message } from '@renum/contracts';
import { compact, type Compacted } from './compact';
import { estimateMessages } from './estimate';

/** Compaction starts when this share of the room is used, and frees it down to the lower one. */
const FULL = 0.85;
const TARGET = 0.6;
const SMALLEST = 1_000;

/** Knows how much of a model's window the conversation fills, and shortens it in time. */
export class ContextWindow {
  /** How many real tokens one estimated token turned out to be. */
  private calibration = 1;

  constructor(
    /** Tokens of the whole window. */
    private window: number,
    /** Tokens that are spoken for: `prompt` by system prompt and tools, `output` by the answer. */
    private readonly reserved: { prompt: number; output: number },
  ) {}

  /** Its size as far as it is known, in tokens. */
  get tokens(): number {
    return this.window;
  }

  /** Undefined: it fits as it is. */
  fit(messages: readonly Message[]): Compacted | undefined {
    const room = Math.max(SMALLEST, this.window - this.reserved.prompt - this.reserved.output);
    const estimated = estimateMessages(messages) * this.calibration;
    if (estimated <= room * FULL) return undefined;
    const result = compact(messages, (room * TARGET) / this.calibration);
    return result.dropped > 0 ? result : undefined;
  }

  /** The provider's own count of a prompt makes the next estimate better. */
  learn(messages: readonly Message[], inputTokens: number): void {
    const estimated = estimateMessages(messages) + this.reserved.prompt;
    if (estimated < SMALLEST) return;
    this.calibration = Math.min(3, Math.max(0.5, inputTokens / estimated));
  }

  /** The provider said that this was too long: the window is smaller than thought. */
  shrink(messages: readonly Message[]): void {
    const { prompt, output } = this.reserved;
    const tried = estimateMessages(messages) * this.calibration + prompt + output;
    this.window = Math.min(this.window, tried) * 0.7;
  }
}
