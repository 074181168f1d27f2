import type { TokenCounts } from '@renum/contracts';
import { priceLlm } from './pricing';

const tokens = (input: number, output: number, cacheRead = 0, cacheWrite = 0) => ({
  input,
  output,
  cacheRead,
  cacheWrite,
});

describe('priceLlm', () => {
  // List prices per million tokens: gpt-4.1-mini 0.40 in, 0.10 cached, 1.60 out;
  // claude-sonnet-4-5 3.00 in, 0.30 read, 3.75 written, 15.00 out.
  it.each([
    ['openai', 'gpt-4.1-mini', tokens(1000, 100), 560_000n],
    ['openai', 'gpt-4.1-mini', tokens(1000, 100, 200), 500_000n],
    ['anthropic', 'claude-sonnet-4-5', tokens(1000, 100), 4_500_000n],
    ['anthropic', 'claude-sonnet-4-5', tokens(1000, 100, 200, 100), 4_035_000n],
    ['anthropic', 'claude-sonnet-4-5-20250929', tokens(1, 0), 3_000n],
    ['openai', 'text-embedding-3-small', tokens(1, 0), 20n],
    ['openai', 'gpt-4.1-mini', tokens(0, 0), 0n],
  ])('%s/%s %j costs %p', (provider, model, counts, costNano) => {
    expect(priceLlm(provider, model, counts)).toEqual({ costNano, currency: 'USD', priced: true });
  });

  // An hour of cache 6.00 and a search 10.00 a thousand; audio 40.00 in, 80.00 out;
  // gpt-image-1 text 5.00, image 10.00 in, 40.00 out.
  it.each<[string, string, TokenCounts, bigint]>([
    [
      'anthropic',
      'claude-sonnet-4-5',
      { ...tokens(1000, 0, 0, 1000), kinds: { cacheWrite1h: 400 } },
      4_650_000n,
    ],
    [
      'anthropic',
      'claude-sonnet-4-5',
      { ...tokens(1000, 0), kinds: { webSearches: 2 } },
      23_000_000n,
    ],
    ['openai', 'gpt-4o', { ...tokens(0, 0), kinds: { webSearches: 1 } }, 10_000_000n],
    ['openai', 'o3', { ...tokens(1000, 1000), kinds: { reasoning: 900 } }, 10_000_000n],
    [
      'openai',
      'gpt-4o-realtime-preview',
      { ...tokens(1000, 1000), kinds: { inputAudio: 500, outputAudio: 500 } },
      72_500_000n,
    ],
    [
      'openai',
      'gpt-image-1',
      { ...tokens(1000, 1000), kinds: { inputImage: 500, outputImage: 1000 } },
      47_500_000n,
    ],
    // Heard by the second, 0.36 an hour; or by tokens of sound, 6.00, and of text, 2.50 and 10.00.
    ['openai', 'whisper-1', { ...tokens(0, 0), kinds: { inputAudioMs: 60_000 } }, 6_000_000n],
    [
      'openai',
      'gpt-4o-transcribe',
      { ...tokens(1000, 100), kinds: { inputAudio: 900 } },
      6_650_000n,
    ],
    ['openai', 'gpt-4o', { ...tokens(0, 0), kinds: { codeSessions: 4 } }, 120_000_000n],
  ])('%s/%s %j costs %p: kinds have prices of their own', (provider, model, counts, costNano) => {
    expect(priceLlm(provider, model, counts)).toMatchObject({ costNano, priced: true });
  });

  it.each<TokenCounts>([
    { ...tokens(1, 0), kinds: { cacheWrite1h: 50 } },
    { ...tokens(1, 1), kinds: { inputAudio: 9, outputImage: 7, cacheReadAudio: 5 } },
  ])('does not fail on parts that exceed their whole: %j', (counts) => {
    for (const model of ['gpt-4o-realtime-preview', 'gpt-4o', 'gpt-image-1'])
      expect(priceLlm('openai', model, counts).priced).toBe(true);
    expect(priceLlm('anthropic', 'claude-sonnet-4-5', counts).priced).toBe(true);
  });

  it.each([
    ['openai', 'no-such-model', undefined],
    ['no-such-provider', 'no-such-model', undefined],
    ['openai-compatible', 'gpt-4.1', undefined],
    ['openai-compatible', 'gpt-4.1', 'http://127.0.0.1:11434/v1'],
  ])('%s/%s at %s has no price and says so', (provider, model, baseUrl) => {
    const price = priceLlm(provider, model, tokens(1000, 100), { baseUrl });
    expect(price).toEqual({ costNano: 0n, currency: 'USD', priced: false });
  });

  it('knows a compatible provider by its base URL', () => {
    const price = priceLlm('openai-compatible', 'llama-3.3-70b-versatile', tokens(1000, 100), {
      baseUrl: 'https://api.groq.com/openai/v1',
    });
    expect(price).toMatchObject({ priced: true, costNano: 669_000n });
  });

  it('does not fail when a provider reports more cached than input tokens', () => {
    expect(priceLlm('anthropic', 'claude-sonnet-4-5', tokens(10, 0, 200, 100)).priced).toBe(true);
  });

  it('adds up: twice the tokens cost twice as much, to the nano-unit', () => {
    for (let count = 1; count < 2000; count += 7) {
      const one = priceLlm('openai', 'gpt-4.1-mini', tokens(count, count)).costNano;
      expect(one).toBe(BigInt(count) * 2_000n);
    }
  });
});
