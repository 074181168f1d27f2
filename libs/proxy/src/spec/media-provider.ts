import type { IncomingMessage, ServerResponse } from 'node:http';
import { json, sse } from './provider';

/**
 * Pictures and sounds as OpenAI's public reference describes them: which fields a request must have,
 * and what the answers look like. Anything else is answered as OpenAI answers mistakes.
 */
export async function media(
  req: IncomingMessage,
  res: ServerResponse,
  body: Buffer,
): Promise<void> {
  const asked = await fieldsOf(req, body);
  const answer = ANSWERS[`${req.method} ${req.url}`];
  if (!answer) return json(res, fault(`Invalid URL (${req.method} ${req.url})`), 404);
  const missing = answer.needs.find((name) => !asked.has(name));
  if (missing) return json(res, fault(`Missing required parameter: '${missing}'.`), 400);
  answer.give(res, asked);
}

export const PICTURE = Buffer.from('a picture').toString('base64');
export const SPEECH = Buffer.from('ID3 spoken words');

interface Answer {
  needs: readonly string[];
  give(res: ServerResponse, asked: FormData): void;
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  'POST /openai/v1/images/generations': {
    needs: ['prompt'],
    give: (res, asked) => draw(res, asked, 'image_generation', 0),
  },
  'POST /openai/v1/images/edits': {
    needs: ['prompt', 'image'],
    give: (res, asked) => draw(res, asked, 'image_edit', 323),
  },
  'POST /openai/v1/audio/transcriptions': { needs: ['file', 'model'], give: transcribe },
  'POST /openai/v1/audio/translations': {
    needs: ['file', 'model'],
    give: (res) => json(res, { text: 'Hello, how are you?' }),
  },
  'POST /openai/v1/audio/speech': { needs: ['input', 'model', 'voice'], give: speak },
  'POST /openai/v1/moderations': {
    needs: ['input'],
    give: (res) => json(res, { id: 'modr-1', model: 'omni-moderation-latest', results: [] }),
  },
};

function draw(res: ServerResponse, asked: FormData, kind: string, image: number): void {
  const count = Number(asked.get('n') ?? 1);
  const usage = {
    total_tokens: 50 + image + 1056 * count,
    input_tokens: 50 + image,
    output_tokens: 1056 * count,
    input_tokens_details: { text_tokens: 50, image_tokens: image },
  };
  if (asked.get('stream') !== 'true') {
    const data = Array.from({ length: count }, () => ({ b64_json: PICTURE }));
    return json(res, { created: 1713833628, data, usage });
  }
  const event = { created_at: 1, size: '1024x1024', quality: 'medium', b64_json: PICTURE };
  res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const partial = { type: `${kind}.partial_image`, partial_image_index: 0, ...event };
  const completed = { type: `${kind}.completed`, ...event, usage };
  for (const each of [partial, completed]) res.write(`event: ${each.type}\n${sse(each)}`);
  res.end();
}

function transcribe(res: ServerResponse, asked: FormData): void {
  const text = 'Hello, how are you?';
  if (asked.get('response_format') === 'text') {
    res.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
    return void res.end(`${text}\n`);
  }
  if (asked.get('model') === 'whisper-1')
    return json(res, { text, usage: { type: 'duration', seconds: 9 } });
  const usage = {
    type: 'tokens',
    input_tokens: 90,
    input_token_details: { text_tokens: 0, audio_tokens: 90 },
    output_tokens: 8,
    total_tokens: 98,
  };
  if (asked.get('stream') !== 'true') return json(res, { text, usage });
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const word of ['Hello, ', 'how are you?'])
    res.write(sse({ type: 'transcript.text.delta', delta: word }));
  res.end(sse({ type: 'transcript.text.done', text, usage }));
}

function speak(res: ServerResponse, asked: FormData): void {
  if (asked.get('stream_format') !== 'sse') {
    res.writeHead(200, { 'content-type': 'audio/mpeg' });
    return void res.end(SPEECH);
  }
  const usage = { input_tokens: 14, output_tokens: 101, total_tokens: 115 };
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  const audio = SPEECH.toString('base64');
  res.end(sse({ type: 'speech.audio.delta', audio }, { type: 'speech.audio.done', usage }));
}

/** By the platform's own reader of forms, which is none of ours. */
async function fieldsOf({ headers }: IncomingMessage, body: Buffer): Promise<FormData> {
  const type = headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data'))
    return new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const form = new FormData();
  for (const [name, value] of Object.entries(JSON.parse(body.toString()) as object))
    form.set(name, String(value));
  return form;
}

const fault = (message: string) => ({ error: { message, type: 'invalid_request_error' } });
