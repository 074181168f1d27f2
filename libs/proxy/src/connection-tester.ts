import type { CredentialTestView } from '@renum/contracts';
import { isDomainError } from '@renum/platform';
import {
  errorMessage,
  injectedBody,
  injectedInto,
  injectedQuery,
  type Injected,
  signatures,
  testPassed,
  withTokens,
  type ProviderManifest,
} from '@renum/providers';
import type { ConnectionTester, OpenedSecret } from '@renum/vault';
import { destinationOf } from './flow/destination';
import type { SafeDialler } from './net/dialler';
import { SecretMatcher } from './scrub/matcher';
import { Scrubber } from './scrub/scrubber';

const TIMEOUT_MS = 10_000;
/** Enough of an error body to find what the provider says. */
const MAX_BYTES = 64 * 1024;
const MAX_QUOTE = 300;
const MAX_MESSAGE = 500;
const NOTHING = Buffer.alloc(0);

/** Calls a provider's test operation through the same dialling and scrubbing as any other call. */
export class ProxyConnectionTester implements ConnectionTester {
  constructor(
    private readonly dialler: Pick<SafeDialler, 'dispatcher'>,
    private readonly providers: { get(id: string): ProviderManifest | Promise<ProviderManifest> },
    private readonly standInUrl: string | undefined,
  ) {}

  /** Never throws for what the provider or the network does: a failed test is an answer. */
  async test(secret: OpenedSecret): Promise<CredentialTestView> {
    const startedAt = performance.now();
    const manifest = await this.providers.get(secret.provider);
    // Grows by what the provider is sent: the parts, and the forms that they take on the way.
    const hidden = new Set([secret.value, ...secret.hidden]);
    const view = await this.call(manifest, secret, hidden).catch((error: unknown) =>
      failure(error),
    );
    const durationMs = Math.round(performance.now() - startedAt);
    return { ...view, message: masked(view.message, hidden).slice(0, MAX_MESSAGE), durationMs };
  }

  private async call(
    manifest: ProviderManifest,
    secret: OpenedSecret,
    hidden: Set<string>,
  ): Promise<Omit<CredentialTestView, 'durationMs'>> {
    const { test, title } = manifest;
    const { zone, origin, basePath } = destinationOf(manifest, secret, this.standInUrl);
    const described = secret.kind === 'oauth2' ? withTokens(manifest) : manifest;
    const injected = injectedInto(described, secret.value);
    for (const each of sentForms(injected)) hidden.add(each);
    const own = test.body ? Buffer.from(JSON.stringify(test.body)) : NOTHING;
    const body = test.method === 'GET' ? NOTHING : injectedBody(injected, own);
    const asked = new URLSearchParams(test.query).toString();
    const root = basePath + injected.pathPrefix;
    // `/` is the address itself: many MCP servers know nothing, or a redirect, behind one more slash.
    const path = test.path === '/' && root !== '' ? root : root + test.path;
    const { method } = test;
    const query = injectedQuery(injected, asked && `?${asked}`);
    const signature = signatures(injected, { method, path, query, body, now: Date.now() });
    const answer = await this.dialler.dispatcher(zone).request({
      origin,
      path: path + signature.query,
      method,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...(body.length > 0 && { 'content-type': 'application/json' }),
        ...Object.fromEntries(injected.defaultHeaders),
        ...test.headers,
        ...Object.fromEntries(injected.headers),
        ...Object.fromEntries(signature.headers),
      },
      body: body.length > 0 ? body : null,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const status = answer.statusCode;
    const text = await firstBytes(answer.body);
    const sentence = errorMessage(manifest, text) ?? saying(text);
    // Masked before it is cut: half a secret is not found.
    const said = sentence && masked(sentence, hidden).slice(0, MAX_QUOTE);
    const good = status >= 200 && status < 300;
    if (good && !testPassed(manifest, text))
      return { ok: false, status, message: `${title} refused the key.${quoted(said)}` };
    return { ok: good, status, message: verdict(title, status, said) };
  }
}

const masked = (text: string, hidden: ReadonlySet<string>): string =>
  new Scrubber(new SecretMatcher([...hidden])).text(text);

/** A secret as it stands in the request, where that is not as it is stored: `user:password` in base64. */
function sentForms({ secrets, headers }: Injected): string[] {
  const coded = headers.flatMap(([name, value]) =>
    name === 'authorization' && value.startsWith('Basic ') ? [value.slice('Basic '.length)] : [],
  );
  return [...secrets, ...coded];
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

function verdict(title: string, status: number, said: string | undefined): string {
  if (status >= 200 && status < 300) return `${title} accepted the key.`;
  const why = quoted(said);
  if (status === 401 || status === 403) return `${title} refused the key (HTTP ${status}).${why}`;
  // Not followed: a redirect would carry the key to a place that nobody chose.
  if (status >= 300 && status < 400) return `${title} answered with a redirect (HTTP ${status}).`;
  return `${title} answered with HTTP ${status}.${why}`;
}

const quoted = (said: string | undefined): string => (said ? ` It says: ${said}` : '');

/** The sentence in an error body that is cut or has an unforeseen shape, in the shapes that providers use. */
function saying(text: string): string | undefined {
  const found = /"(?:message|detail|error)"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  return found?.replaceAll(/\\[nrt]/g, ' ');
}

function failure(error: unknown): Omit<CredentialTestView, 'durationMs'> {
  if (isDomainError(error)) return { ok: false, message: error.message };
  const name = error instanceof Error ? error.name : '';
  const late = name === 'TimeoutError' || name.endsWith('TimeoutError');
  const message = late ? 'No answer within 10 seconds.' : 'The provider could not be reached.';
  return { ok: false, message };
}
