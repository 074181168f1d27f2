import { randomUUID } from 'node:crypto';
import type { AssistantMessage, RunEventBody } from '@renum/contracts';
import type { TurnListener } from '../llm/model';
import type { Fallback } from '../llm/model-line';
import { cutMiddle } from '../tools/cut';

/** What a person is told of a failure, at most; providers answer with whole pages at times. */
const MAX_DETAIL = 1_000;

/** The tries of one turn: how many failed, and what was shown of them. */
export class Tries implements TurnListener {
  interruptions = 0;
  shrinks = 0;
  /** What the try under way has said. */
  partial = '';
  /** One id for all tries of a model: the completed message replaces what a broken one has shown. */
  private messageId = randomUUID();

  constructor(private readonly emit: (event: RunEventBody) => void) {}

  begin(): void {
    this.partial = '';
  }

  text(text: string): void {
    this.partial += text;
    this.emit({ type: 'text.delta', messageId: this.messageId, text });
  }

  thinking(text: string): void {
    this.emit({ type: 'thinking.delta', messageId: this.messageId, text });
  }

  calling(): void {
    // The call is shown when it starts.
  }

  complete(message: AssistantMessage, model: string): void {
    this.emit({ type: 'message.completed', messageId: this.messageId, message, model });
  }

  /** Another model begins anew, with all its tries; what was shown is void. */
  fallBack({ detail, ...fallback }: Fallback): void {
    this.emit({
      type: 'model.fallback',
      messageId: this.messageId,
      ...fallback,
      detail: cutMiddle(detail, MAX_DETAIL),
    });
    this.messageId = randomUUID();
    this.interruptions = 0;
    this.shrinks = 0;
  }
}
