import type { TokenFetch, TokenRequest } from '@renum/vault';
import type { SafeDialler } from './dialler';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 64 * 1024;

/** Reaches token endpoints as any other destination: resolved, classified, then dialled (P2). */
export class SafeTokenFetch implements TokenFetch {
  constructor(private readonly dialler: Pick<SafeDialler, 'dispatcher'>) {}

  async send({ url, own, headers, body }: TokenRequest): Promise<Response> {
    const { origin, pathname, search } = new URL(url);
    // Redirects are not followed: a secret would go where nobody sent it.
    const answer = await this.dialler.dispatcher(own ? 'listed' : 'public').request({
      origin,
      path: pathname + search,
      method: 'POST',
      headers: { ...headers, 'accept-encoding': 'identity' },
      body,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { statusCode } = answer;
    const text = await textOf(answer.body);
    if (statusCode < 200 || statusCode > 599 || statusCode === 204 || statusCode === 304)
      throw new Error(`the token endpoint answered with HTTP ${statusCode}`);
    return new Response(text, {
      status: statusCode,
      headers: { 'content-type': 'application/json' },
    });
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error('the answer of the token endpoint is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
