import type { AssistantMessage } from '@renum/contracts';

/** Characters of one prompt, answer or tool result that are sent. */
export const MAX_TEXT = 32 * 1024;
/** Characters of all contents of one run: what Langfuse takes at once is bounded. */
export const MAX_TOTAL = 2 * 1024 * 1024;
const FULL = '(left out: the trace is full)';

/** What of a run's contents goes along: nothing, or each cut to size until the whole is full. */
export class Contents {
  private left = MAX_TOTAL;

  constructor(private readonly captured: boolean) {}

  /** Undefined when nothing is to be shown. */
  take(value: unknown): string | undefined {
    if (!this.captured || value === undefined || value === null) return undefined;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const shown = cut(text);
    if (shown.length > this.left) return FULL;
    this.left -= shown.length;
    return shown;
  }
}

function cut(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  // Not between the halves of a surrogate pair.
  const end = /[\ud800-\udbff]/.test(text[MAX_TEXT - 1] ?? '') ? MAX_TEXT - 1 : MAX_TEXT;
  return `${text.slice(0, end)}… and ${text.length - end} characters more`;
}

/** An answer as Langfuse shows messages; what only the dialect needs back is left out. */
export function shownAnswer({ content }: AssistantMessage) {
  const text = content.flatMap((part) => (part.type === 'text' ? part.text : [])).join('');
  const calls = content.flatMap((part) =>
    part.type === 'tool_call' ? { id: part.callId, name: part.name, arguments: part.input } : [],
  );
  return { role: 'assistant', content: text, ...(calls.length > 0 && { tool_calls: calls }) };
}
