import type { Dispatcher } from 'undici';
import type { SecretMatcher } from '../scrub/matcher';
import { Scrubber } from '../scrub/scrubber';
import { EventSplitter, readEvent, type StreamEvent } from './event-stream';
import type { McpTarget } from './target';
import { faultOf, unreachable, upstreamError } from './upstream-errors';
import { DomainError } from '@renum/platform';

/** A server, and how to speak to it on our own account. */
export interface Wire {
  /** For people. */
  name: string;
  dispatcher: Dispatcher;
  target: McpTarget;
  /** Absent without a credential. */
  matcher?: SecretMatcher;
}

export interface Sent {
  method: 'GET' | 'POST' | 'DELETE';
  /** At the target's origin; its own path otherwise. */
  path?: string;
  headers?: Readonly<Record<string, string>>;
  body?: Buffer;
  signal: AbortSignal;
}

const MAX_EVENT_BYTES = 8 * 1024 * 1024;

/**
 * Sends one HTTP request with the connection's key.
 * @throws DomainError in place of whatever happens on the way
 */
export async function send(wire: Wire, sent: Sent): Promise<Dispatcher.ResponseData> {
  const { name, dispatcher, target, matcher } = wire;
  const { method, body, signal } = sent;
  try {
    const answer = await dispatcher.request({
      origin: target.origin,
      path: sent.path ?? target.path,
      method,
      headers: {
        'accept-encoding': 'identity',
        ...(body && { 'content-type': 'application/json' }),
        ...sent.headers,
        ...Object.fromEntries(target.headers),
      },
      body: body ?? null,
      headersTimeout: 0,
      bodyTimeout: 0,
      signal,
    });
    const fault = faultOf(name, matcher !== undefined, answer.statusCode, answer.headers);
    if (!fault) return answer;
    discard(answer);
    throw fault;
  } catch (error) {
    throw upstreamError(name, error);
  }
}

/** The whole of a body, scrubbed. @throws DomainError `response_too_large` */
export async function bodyText(
  { name, matcher }: Wire,
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<string> {
  const scrubber = matcher && new Scrubber(matcher);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of body) {
      const chunk = Buffer.from(piece);
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(name);
      chunks.push(scrubber ? scrubber.push(chunk) : chunk);
    }
  } catch (error) {
    throw upstreamError(name, error);
  }
  if (scrubber) chunks.push(scrubber.end());
  return Buffer.concat(chunks).toString('utf8');
}

/** The events of a body as they come, scrubbed. @throws DomainError */
export async function* eventsOf(
  { name, matcher }: Wire,
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<StreamEvent> {
  const scrubber = matcher && new Scrubber(matcher);
  const splitter = new EventSplitter(MAX_EVENT_BYTES);
  let size = 0;
  try {
    for await (const piece of body) {
      const chunk = Buffer.from(piece);
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(name);
      for (const bytes of splitter.push(scrubber ? scrubber.push(chunk) : chunk)) {
        const event = readEvent(bytes);
        if (event) yield event;
      }
    }
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(name);
    throw upstreamError(name, error);
  }
}

/** @throws DomainError unless the status is one of success */
export function mustSucceed(name: string, answer: Dispatcher.ResponseData): void {
  const { statusCode } = answer;
  if (statusCode >= 200 && statusCode < 300) return;
  discard(answer);
  throw unreachable(`${name} answers with HTTP ${statusCode}.`);
}

/** Of what nobody reads, not a byte more; that it ends early is no news to anyone. */
function discard({ body }: Dispatcher.ResponseData): void {
  body.on('error', () => undefined);
  body.destroy();
}

const tooLarge = (name: string): DomainError =>
  new DomainError('response_too_large', `${name} says more than is allowed at once.`);
