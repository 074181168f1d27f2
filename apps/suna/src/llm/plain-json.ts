import type OpenAI from 'openai';
import type { Fetch } from '../door/door';

/**
 * Some compatible servers ignore `stream: true` and answer with one JSON document. This turns such
 * an answer into the stream of a single chunk, so that nothing after it needs to know.
 */
export const acceptPlainJson =
  (fetch: Fetch): Fetch =>
  async (url, init) => {
    const response = await fetch(url, init);
    const type = response.headers.get('content-type') ?? '';
    if (!response.ok || !type.includes('application/json')) return response;
    const text = await response.text();
    const chunk = asChunk(text);
    const headers = new Headers(response.headers);
    // They describe the body that was just replaced.
    headers.delete('content-length');
    headers.delete('content-encoding');
    if (chunk === undefined) return new Response(text, { status: response.status, headers });
    headers.set('content-type', 'text/event-stream');
    const body = `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`;
    return new Response(body, { status: response.status, headers });
  };

const asChunk = (text: string): object | undefined => {
  const completion = JSON.parse(text) as Partial<OpenAI.ChatCompletion>;
  const choice = completion.choices?.[0];
  if (!choice?.message) return undefined;
  const { tool_calls, ...message } = choice.message;
  const calls = tool_calls?.map((call, index) => ({ ...call, index }));
  const delta = calls ? { ...message, tool_calls: calls } : message;
  return { ...completion, choices: [{ index: 0, delta, finish_reason: choice.finish_reason }] };
};
