import { listQuote } from '@renum/billing';
import { isFault, readLlmRequest, type LlmOperation } from '@renum/llm';
import type { ModelProvider } from '@renum/contracts';
import { llmMeter } from './meter';

/**
 * What is reserved for a call and what it then was billed, at list prices: the first is never less.
 * The answers have the figures of public recordings and of the providers' own examples.
 */
interface Case {
  shape: string;
  operation: LlmOperation;
  provider: ModelProvider;
  ask: Record<string, unknown>;
  /** Of the answer, beside the model. */
  answer: object;
  /** How much dearer than the answer the bound may be. */
  within?: number;
}

const text = 'Which rivers flow through Vienna? '.repeat(20);
const messages = [{ role: 'user', content: text }];
const chatUsage = (prompt: number, completion: number, more: object = {}) => ({
  usage: { prompt_tokens: prompt, completion_tokens: completion, ...more },
});
const used = (input: number, output: number, more: object = {}) => ({
  usage: { input_tokens: input, output_tokens: output, ...more },
});
const search = { type: 'web_search_call', action: { type: 'search' } };
const code = { type: 'code_interpreter', container: { type: 'auto' } };
const ran = (id: string) => ({ type: 'code_interpreter_call', container_id: id });
const drawn = (input: number, image: number, output: number) =>
  used(input + image, output, {
    input_tokens_details: { text_tokens: input, image_tokens: image },
  });

const openai = { provider: 'openai' as const };
const anthropic = { provider: 'anthropic' as const };
const chat = { ...openai, operation: 'chat' as const };
const responses = { ...openai, operation: 'responses' as const };
const claude = { ...anthropic, operation: 'messages' as const };
const gpt = 'gpt-4.1-mini';
const sonnet = 'claude-sonnet-4-5';

const CASES: Case[] = [
  {
    ...chat,
    shape: 'a short answer',
    ask: { model: gpt, messages, max_completion_tokens: 200 },
    answer: chatUsage(170, 180),
    within: 2,
  },
  {
    ...chat,
    shape: 'two answers to their limit',
    ask: { model: gpt, messages, max_tokens: 100, n: 2 },
    answer: chatUsage(170, 200),
    within: 2,
  },
  { ...chat, shape: 'no limit', ask: { model: gpt, messages }, answer: chatUsage(170, 9_000) },
  {
    ...chat,
    shape: 'thoughts to the limit',
    ask: { model: 'o4-mini', messages, max_completion_tokens: 4096 },
    answer: chatUsage(170, 4096, { completion_tokens_details: { reasoning_tokens: 4096 } }),
  },
  {
    ...chat,
    shape: 'a picture elsewhere',
    ask: {
      model: 'gpt-4o',
      max_tokens: 50,
      messages: [
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.test/1' } }] },
      ],
    },
    answer: chatUsage(1_105, 50),
  },
  {
    ...chat,
    shape: 'a picture whose address is written with escapes',
    ask: {
      model: 'gpt-4o',
      max_tokens: 50,
      messages: [
        { role: 'user', content: [{ type: 'image_url', PICTURE: { url: 'https://a.test' } }] },
      ],
    },
    answer: chatUsage(1_105, 50),
  },
  {
    ...claude,
    shape: 'a picture elsewhere',
    ask: {
      model: sonnet,
      max_tokens: 50,
      messages: [
        {
          role: 'user',
          content: [{ type: 'image', source: { type: 'url', url: 'https://a.test/1' } }],
        },
      ],
    },
    answer: used(1_600, 50),
  },
  {
    ...chat,
    shape: 'a picture in many tiles',
    ask: {
      model: 'gpt-4o-mini',
      max_tokens: 50,
      messages: [
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.test/1' } }] },
      ],
    },
    answer: chatUsage(48_169, 50),
  },
  {
    ...chat,
    shape: 'speech in and out',
    ask: {
      model: 'gpt-audio',
      max_tokens: 300,
      modalities: ['text', 'audio'],
      messages: [
        {
          role: 'user',
          content: [{ type: 'input_audio', input_audio: { data: 'A'.repeat(4000) } }],
        },
      ],
    },
    answer: chatUsage(120, 300, {
      prompt_tokens_details: { audio_tokens: 100 },
      completion_tokens_details: { audio_tokens: 260 },
    }),
  },
  {
    ...chat,
    shape: 'a search',
    ask: { model: 'gpt-4o', messages, max_tokens: 200, web_search_options: {} },
    answer: chatUsage(8_170, 200),
  },
  {
    ...chat,
    shape: 'a cache that is written',
    ask: {
      model: 'gpt-5.6-sol',
      messages: [{ role: 'user', content: 'x'.repeat(8000) }],
      max_tokens: 9,
    },
    answer: chatUsage(4_000, 9, { prompt_tokens_details: { cache_write_tokens: 4_000 } }),
  },
  {
    ...responses,
    shape: 'a plain answer',
    ask: { model: 'gpt-5', input: text, max_output_tokens: 2000 },
    answer: used(170, 2000, { output_tokens_details: { reasoning_tokens: 1024 } }),
    within: 2,
  },
  {
    ...responses,
    shape: 'searches within their limit',
    ask: {
      model: 'gpt-5',
      input: text,
      max_output_tokens: 900,
      max_tool_calls: 3,
      tools: [{ type: 'web_search' }],
    },
    answer: { ...used(38_000, 900), output: [search, search, search] },
  },
  {
    ...responses,
    shape: 'searches without a limit',
    ask: { model: 'gpt-5-mini', input: text, tools: [{ type: 'web_search_preview' }] },
    answer: { ...used(170_000, 3_000), output: Array.from({ length: 8 }, () => search) },
  },
  {
    ...responses,
    shape: 'a search that is written with escapes',
    ask: { model: 'gpt-5', input: text, max_output_tokens: 900, tools: [{ type: 'WEB' }] },
    answer: { ...used(9_000, 900), output: [search] },
  },
  {
    ...responses,
    shape: 'files that were searched',
    ask: { model: gpt, input: text, tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] },
    answer: { ...used(19_500, 400), output: [{ type: 'file_search_call' }] },
  },
  {
    ...responses,
    shape: 'code that ran',
    ask: { model: gpt, input: text, tools: [code] },
    answer: { ...used(2_400, 600), output: [ran('c1'), ran('c1')], tools: [code] },
  },
  {
    ...responses,
    shape: 'code in a large container',
    ask: {
      model: gpt,
      input: text,
      tools: [{ ...code, container: { type: 'auto', memory_limit: '16g' } }],
    },
    answer: {
      ...used(2_400, 600),
      output: [ran('c1')],
      tools: [{ ...code, container: { type: 'auto', memory_limit: '16g' } }],
    },
  },
  {
    ...responses,
    shape: 'a conversation that goes on',
    ask: { model: gpt, input: 'And then?', max_output_tokens: 90, previous_response_id: 'resp_1' },
    answer: used(61_000, 90),
  },
  {
    ...responses,
    shape: 'a file that is kept',
    ask: {
      model: gpt,
      max_output_tokens: 90,
      input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'file-1' }] }],
    },
    answer: used(95_000, 90),
  },
  {
    ...claude,
    shape: 'a plain answer',
    ask: { model: sonnet, messages, max_tokens: 500 },
    answer: used(180, 500),
    within: 2,
  },
  {
    ...claude,
    shape: 'an hour of cache',
    ask: {
      model: sonnet,
      max_tokens: 20,
      system: [
        { type: 'text', text: 'x'.repeat(8000), cache_control: { type: 'ephemeral', ttl: '1h' } },
      ],
      messages,
    },
    answer: used(25, 20, {
      cache_creation_input_tokens: 4_000,
      cache_creation: { ephemeral_1h_input_tokens: 4_000, ephemeral_5m_input_tokens: 0 },
    }),
  },
  {
    ...claude,
    shape: 'searches within their limit',
    ask: {
      model: sonnet,
      max_tokens: 6_039,
      messages,
      tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 2 }],
    },
    answer: used(105, 6_039, {
      cache_read_input_tokens: 7_123,
      cache_creation_input_tokens: 7_345,
      server_tool_use: { web_search_requests: 2 },
    }),
  },
  {
    ...claude,
    shape: 'ten searches without a limit',
    ask: {
      model: sonnet,
      max_tokens: 4_000,
      messages,
      tools: [{ type: 'web_search_20260209', name: 'web_search' }],
    },
    answer: used(180_000, 4_000, { server_tool_use: { web_search_requests: 10 } }),
  },
  {
    ...claude,
    shape: 'a long paper that was fetched',
    ask: {
      model: sonnet,
      max_tokens: 1_000,
      messages,
      tools: [{ type: 'web_fetch_20250910', name: 'web_fetch', max_uses: 1 }],
    },
    answer: used(126_000, 1_000),
  },
  {
    ...openai,
    operation: 'embeddings',
    shape: 'embeddings',
    ask: { model: 'text-embedding-3-small', input: text },
    answer: chatUsage(170, 0),
  },
  ...['low', 'medium', 'high'].map((quality, index) => ({
    ...openai,
    operation: 'images' as const,
    shape: `pictures of ${quality} quality`,
    ask: { model: 'gpt-image-1', prompt: text, n: 3, quality, size: '1024x1536' },
    answer: drawn(170, 0, 3 * [408, 1584, 6240][index]!),
    within: 1.1,
  })),
  {
    ...openai,
    operation: 'images',
    shape: 'a large picture of a later model',
    ask: {
      model: 'gpt-image-2',
      prompt: text,
      quality: 'high',
      size: '3584x2048',
      partial_images: 3,
    },
    answer: drawn(170, 0, 12_329 + 300),
    within: 2,
  },
  {
    ...openai,
    operation: 'image_edits',
    shape: 'pictures that are only named',
    ask: {
      model: 'gpt-image-1.5',
      prompt: text,
      images: [{ file_id: 'file-1' }, { file_id: 'file-2' }],
    },
    answer: drawn(170, 2 * 6_240, 6_240),
  },
  {
    ...openai,
    operation: 'speech',
    shape: 'slow speech',
    ask: { model: 'gpt-4o-mini-tts', input: text, voice: 'coral', speed: 0.5 },
    answer: used(170, 2_000),
  },
];

const meterOf = ({ operation, provider, ask }: Case) => {
  const body = JSON.stringify(ask)
    .replace('"WEB"', '"web\\u005fsearch"')
    .replace('"PICTURE"', '"\\u0069mage_url"');
  const request = readLlmRequest(operation, Buffer.from(body), 'application/json');
  if (isFault(request)) throw new Error(request);
  const quote = listQuote({ provider, at: new Date('2026-11-01T00:00:00Z') });
  return llmMeter({ operation, quote, request, startedAt: 0 });
};

describe('what is reserved covers what is billed', () => {
  it.each(CASES)('$operation: $shape', (given) => {
    const meter = meterOf(given);
    meter.begin(200, false);
    meter.push(Buffer.from(JSON.stringify({ model: given.ask.model, ...given.answer })));
    const { costNano, priced, tokens } = meter.end('complete', 200);
    expect(priced).toBe(true);
    expect(costNano).toBeGreaterThan(0n);
    expect(tokens?.input).toBeGreaterThan(0);
    expect(meter.bound.costNano).toBeGreaterThanOrEqual(costNano);
    // Where nothing is hidden from us, it is no guess into the blue either.
    if (given.within)
      expect(Number(meter.bound.costNano)).toBeLessThan(Number(costNano) * given.within);
  });

  it('is a table of at least thirty shapes', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(30);
  });
});

describe('what is served faster than the list is for', () => {
  const once = { ...chat, shape: 'a', ask: { model: gpt, messages, max_tokens: 9 }, answer: {} };

  it.each(['priority', 'fast'])('reserves for what %s may cost', (service_tier) => {
    const fast = meterOf({ ...once, ask: { ...once.ask, service_tier } });
    expect(fast.bound.costNano).toBeGreaterThanOrEqual(meterOf(once).bound.costNano * 6n);
  });
});

describe('what is estimated is never more than what was reserved', () => {
  it.each(CASES)('$operation: $shape, cut before it began', (given) => {
    const meter = meterOf(given);
    meter.begin(200, true);
    const { costNano, estimatedReason } = meter.end('cut', 200);
    expect(estimatedReason).toBe('upstream_cut');
    expect(meter.bound.costNano).toBeGreaterThanOrEqual(costNano);
    expect(meter.bound.costNano).toBeGreaterThanOrEqual(meter.expected.costNano);
  });
});
