import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { StandinProvider } from './routes';

interface ProviderStats {
  /** Billable requests: everything but GET. */
  requests: number;
  inputTokens: number;
  outputTokens: number;
  /** SHA-256 (hex) of each distinct key that was presented; the key itself is not kept. */
  authorizations: string[];
}

const MAX_AUTHORIZATIONS = 50;
const empty = (): ProviderStats => ({
  requests: 0,
  inputTokens: 0,
  outputTokens: 0,
  authorizations: [],
});

/** The provider's own count, against which tests hold what Renum billed. */
export class Stats {
  private providers: Record<StandinProvider, ProviderStats> = Stats.fresh();

  countRequest(provider: StandinProvider, request: IncomingMessage): void {
    const stats = this.providers[provider];
    if (request.method !== 'GET') stats.requests += 1;
    const key = presentedKey(request);
    if (key === undefined) return;
    const digest = createHash('sha256').update(key).digest('hex');
    if (
      !stats.authorizations.includes(digest) &&
      stats.authorizations.length < MAX_AUTHORIZATIONS
    ) {
      stats.authorizations.push(digest);
    }
  }

  countTokens(provider: StandinProvider, tokens: { input: number; output: number }): void {
    this.providers[provider].inputTokens += tokens.input;
    this.providers[provider].outputTokens += tokens.output;
  }

  reset(): void {
    this.providers = Stats.fresh();
  }

  view() {
    const { openai, anthropic, tavily } = this.providers;
    return {
      openai: openai.requests,
      anthropic: anthropic.requests,
      tavily: tavily.requests,
      providers: this.providers,
    };
  }

  private static fresh(): Record<StandinProvider, ProviderStats> {
    return { openai: empty(), anthropic: empty(), tavily: empty() };
  }
}

/** The key alone, whichever way the provider takes it. */
const presentedKey = (request: IncomingMessage): string | undefined => {
  const apiKey = request.headers['x-api-key'];
  if (typeof apiKey === 'string') return apiKey;
  return request.headers.authorization?.replace(/^Bearer\s+/i, '');
};
