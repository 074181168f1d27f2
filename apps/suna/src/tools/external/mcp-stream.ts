import { isRecord } from '../../llm/tool-arguments';

export type RpcMessage = Record<string, unknown>;

export interface StreamPosition {
  /** Where to go on, if the server said so. */
  lastEventId?: string;
  /** How long to wait before, in milliseconds. */
  retryMs: number;
}

/** The messages of an answer as they come, whether events or one JSON text. Keeps `position` up. */
export async function* messagesOf(
  response: Response,
  position: StreamPosition,
): AsyncGenerator<RpcMessage> {
  if (!/^text\/event-stream/i.test(response.headers.get('content-type') ?? '')) {
    yield* parsed(await response.text());
    return;
  }
  if (!response.body) return;
  let rest = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(bytes, { stream: true });
    const events = rest.split(/\r?\n\r?\n/);
    rest = events.pop() ?? '';
    for (const event of events) yield* parsed(dataOf(event, position));
  }
}

function dataOf(event: string, position: StreamPosition): string {
  const data: string[] = [];
  for (const line of event.split(/\r?\n/)) {
    const [, field, value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === 'data') data.push(value);
    else if (field === 'id') position.lastEventId = value;
    else if (field === 'retry' && /^\d{1,6}$/.test(value)) position.retryMs = Number(value);
  }
  return data.join('\n');
}

function* parsed(text: string): Generator<RpcMessage> {
  if (text.trim() === '') return;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (isRecord(value)) yield value;
}
