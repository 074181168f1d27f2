import type { CredentialTestView } from '@renum/contracts';
import { isDomainError } from '@renum/platform';
import type { ProviderCatalogue, ProviderManifest } from '@renum/providers';
import type { ConnectionTester, OpenedSecret } from '@renum/vault';
import { injectedHeader } from './flow/credentials';
import { destinationOf } from './flow/destination';
import type { SafeDialler } from './net/dialler';
import { SecretMatcher } from './scrub/matcher';
import { Scrubber } from './scrub/scrubber';

const TIMEOUT_MS = 10_000;
/** Enough of an error body to find what the provider says. */
const MAX_BYTES = 64 * 1024;
const MAX_MESSAGE = 300;

/** Calls a provider's test operation through the same dialling and scrubbing as any other call. */
export class ProxyConnectionTester implements ConnectionTester {
  constructor(
    private readonly dialler: Pick<SafeDialler, 'dispatcher'>,
    private readonly catalogue: Pick<ProviderCatalogue, 'get'>,
    private readonly standInUrl: string | undefined,
  ) {}

  /** Never throws for what the provider or the network does: a failed test is an answer. */
  async test(secret: OpenedSecret): Promise<CredentialTestView> {
    const startedAt = performance.now();
    const manifest = this.catalogue.get(secret.provider);
    const scrubber = new Scrubber(new SecretMatcher(secret.value));
    const view = await this.call(manifest, secret).catch((error: unknown) => failure(error));
    const durationMs = Math.round(performance.now() - startedAt);
    return { ...view, message: scrubber.text(view.message), durationMs };
  }

  private async call(
    manifest: ProviderManifest,
    secret: OpenedSecret,
  ): Promise<Omit<CredentialTestView, 'durationMs'>> {
    const { test, injection, title } = manifest;
    const { zone, origin, basePath } = destinationOf(manifest, secret, this.standInUrl);
    const { name, value } = injectedHeader(injection, secret.value);
    const body = test.body && JSON.stringify(test.body);
    const answer = await this.dialler.dispatcher(zone).request({
      origin,
      path: basePath + test.path,
      method: test.method,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...(body && { 'content-type': 'application/json' }),
        ...test.headers,
        [name]: value,
      },
      body,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const status = answer.statusCode;
    const text = await firstBytes(answer.body);
    return { ok: status >= 200 && status < 300, status, message: verdict(title, status, text) };
  }
}

async function firstBytes(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function verdict(title: string, status: number, text: string): string {
  if (status >= 200 && status < 300) return `${title} accepted the key.`;
  const said = saying(text);
  const why = said ? ` It says: ${said}` : '';
  if (status === 401 || status === 403) return `${title} refused the key (HTTP ${status}).${why}`;
  // Not followed: a redirect would carry the key to a place that nobody chose.
  if (status >= 300 && status < 400) return `${title} answered with a redirect (HTTP ${status}).`;
  return `${title} answered with HTTP ${status}.${why}`;
}

/** The sentence in an error body, in the shapes that providers use. */
function saying(text: string): string | undefined {
  const found = /"(?:message|detail|error)"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  return found?.replaceAll(/\\[nrt]/g, ' ').slice(0, MAX_MESSAGE);
}

function failure(error: unknown): Omit<CredentialTestView, 'durationMs'> {
  if (isDomainError(error)) return { ok: false, message: error.message };
  const name = error instanceof Error ? error.name : '';
  const late = name === 'TimeoutError' || name.endsWith('TimeoutError');
  const message = late ? 'No answer within 10 seconds.' : 'The provider could not be reached.';
  return { ok: false, message };
}
