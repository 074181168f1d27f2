import { injectedInto, type ProviderManifest } from '@renum/providers';
import type { TraceAnswer, TraceSender } from '@renum/tracing';
import type { OpenedSecret } from '@renum/vault';
import { z } from 'zod';
import { destinationOf } from './flow/destination';
import type { SafeDialler } from './net/dialler';

/** Below the root of a Langfuse, for OTLP over HTTP. */
const PATH = '/api/public/otel/v1/traces';
const TIMEOUT_MS = 15_000;
const MAX_BYTES = 64 * 1024;

/** What OTLP says of spans that were not taken. The text is the server's: it is not passed on. */
const partly = z.object({
  partialSuccess: z.object({ rejectedSpans: z.union([z.string(), z.number()]).optional() }),
});

/** Sends traces to the place of the credential, and its keys nowhere else (P1, P2). */
export class SafeTraceSender implements TraceSender {
  constructor(
    private readonly dialler: Pick<SafeDialler, 'dispatcher'>,
    private readonly manifest: ProviderManifest,
    private readonly standInUrl: string | undefined,
  ) {}

  async send(secret: OpenedSecret, body: Uint8Array): Promise<TraceAnswer> {
    const { zone, origin, basePath } = destinationOf(this.manifest, secret, this.standInUrl);
    const { headers } = injectedInto(this.manifest, secret.value);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await this.dialler.dispatcher(zone).request({
      origin,
      path: basePath + PATH,
      method: 'POST',
      headers: {
        ...Object.fromEntries(headers),
        'content-type': 'application/json',
        'accept-encoding': 'identity',
      },
      body,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal,
    });
    const text = await beginning(answer.body);
    const rejected = rejectedSpans(text);
    return {
      status: answer.statusCode,
      ...(rejected > 0 && { rejected: `${rejected} spans` }),
    };
  }
}

async function beginning(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function rejectedSpans(text: string): number {
  try {
    const parsed = partly.safeParse(JSON.parse(text));
    return parsed.success ? Number(parsed.data.partialSuccess.rejectedSpans ?? 0) || 0 : 0;
  } catch (error) {
    // Not every server answers in JSON; the status says enough.
    if (error instanceof SyntaxError) return 0;
    throw error;
  }
}
