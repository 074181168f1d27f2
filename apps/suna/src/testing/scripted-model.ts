import type { IncomingMessage, ServerResponse } from 'node:http';
import { pause } from '../waiting';

type Delta = Record<string, unknown>;

/** One answer of a scripted server, in whatever form a test needs. */
export type Answer =
  | { deltas: Delta[]; finish?: string; usage?: object }
  /** The connection breaks after these. */
  | { broken: Delta[] }
  | { status: number; error: object; headers?: Record<string, string> }
  /** Says so much, and then nothing until the caller leaves. */
  | { silent: Delta[] }
  /** Rests between its deltas. */
  | { slow: Delta[]; ms: number; finish: string }
  | { json: object };

/** The text of a whole answer. */
export const says = (content: string): Answer => ({ deltas: [{ content }], finish: 'stop' });

/** An answer that calls one tool. */
export const calls = (name: string, input: object, id?: string): Answer => ({
  deltas: [
    {
      tool_calls: [
        { index: 0, ...(id ? { id } : {}), function: { name, arguments: JSON.stringify(input) } },
      ],
    },
  ],
  finish: 'tool_calls',
});

/** An OpenAI-compatible server that gives the answers in turn, the last one again and again. */
export const scriptedModel = (...answers: Answer[]) => {
  const requests: Record<string, unknown>[] = [];
  const handler = (request: IncomingMessage, response: ServerResponse, body: string): boolean => {
    if (!request.url?.startsWith('/llm/openai')) return false;
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push(JSON.parse(body) as Record<string, unknown>);
    if (answer) write(response, answer);
    return true;
  };
  return { handler, requests };
};

export const write = (response: ServerResponse, answer: Answer): void => {
  if ('status' in answer) {
    const headers = { 'content-type': 'application/json', ...answer.headers };
    response.writeHead(answer.status, headers).end(JSON.stringify({ error: answer.error }));
    return;
  }
  if ('json' in answer) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.json));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (data: object): void => void response.write(`data: ${JSON.stringify(data)}\n\n`);
  const say = (delta: Delta): void => send({ choices: [{ index: 0, delta }] });
  if ('slow' in answer) return void slowly(response, answer, say);
  const deltas =
    'broken' in answer ? answer.broken : 'silent' in answer ? answer.silent : answer.deltas;
  for (const delta of deltas) say(delta);
  if ('silent' in answer) return;
  if ('broken' in answer) {
    setTimeout(() => response.destroy(), 30);
    return;
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: answer.finish ?? null }] });
  if (answer.usage) send({ choices: [], usage: answer.usage });
  response.end('data: [DONE]\n\n');
};

const slowly = async (
  response: ServerResponse,
  { slow, ms, finish }: Extract<Answer, { slow: Delta[] }>,
  say: (delta: Delta) => void,
): Promise<void> => {
  for (const delta of slow) {
    say(delta);
    await pause(ms);
  }
  const end = { choices: [{ index: 0, delta: {}, finish_reason: finish }] };
  response.end(`data: ${JSON.stringify(end)}\n\ndata: [DONE]\n\n`);
};
