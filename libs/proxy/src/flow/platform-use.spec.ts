import { listQuote } from '@renum/billing';
import { isFault, readLlmRequest, type LlmOperation } from '@renum/llm';
import { ProviderCatalogue } from '@renum/providers';
import { llmMeter } from './meter';
import { checkShared } from './platform-use';

const CATALOGUE = new ProviderCatalogue();
type Dialect = 'openai' | 'anthropic';
const PATHS: Partial<Record<LlmOperation, [Dialect, string]>> = {
  chat: ['openai', '/chat/completions'],
  responses: ['openai', '/responses'],
  messages: ['anthropic', '/v1/messages'],
  images: ['openai', '/images/generations'],
  image_edits: ['openai', '/images/edits'],
};

/** Whether a call may be made with a key that other tenants use, too. */
const check = (llm: LlmOperation, body: string): void => {
  const [provider = 'openai', path = ''] = PATHS[llm] ?? [];
  const manifest = CATALOGUE.find(provider);
  const operation = CATALOGUE.operation(provider, 'POST', path);
  const request = readLlmRequest(llm, Buffer.from(body));
  if (!manifest || !operation || isFault(request)) throw new Error('not a call');
  const quote = listQuote({ provider, at: new Date('2026-11-01T00:00:00Z') });
  const meter = llmMeter({ operation: llm, quote, request, startedAt: 0 });
  checkShared({ manifest, operation, llm }, request.body, meter);
};

const gpt = '"model":"gpt-4.1"';
const claude = '"model":"claude-sonnet-4-5","max_tokens":9';
const refused = { code: 'operation_not_allowed' };

describe('what a key of the platform is for', () => {
  it.each<[LlmOperation, string]>([
    ['chat', `{${gpt},"messages":[]}`],
    ['chat', `{${gpt},"service_tier":"default"}`],
    ['chat', `{${gpt},"service_tier":null}`],
    ['responses', `{${gpt},"tools":[{"type":"code_interpreter","container":{"type":"auto"}}]}`],
    ['messages', `{${claude},"service_tier":"standard_only"}`],
    ['images', '{"model":"gpt-image-1","prompt":"a"}'],
    // A tool may well have such a parameter, and a text may speak of it.
    ['chat', `{${gpt},"tools":[{"parameters":{"properties":{"file_id":{"type":"string"}}}}]}`],
    ['chat', `{${gpt},"messages":[{"content":"{\\"file_id\\":\\"file-1\\"}"}]}`],
  ])('%s %s', (llm, body) => {
    expect(() => check(llm, body)).not.toThrow();
  });
});

describe('what a key of the platform is not for', () => {
  it.each<[string, LlmOperation, string]>([
    ['an answer that is kept', 'responses', `{${gpt},"previous_response_id":"resp_1"}`],
    ['a conversation that is kept', 'responses', `{${gpt},"conversation":"conv_1"}`],
    ['a file in the account', 'chat', `{${gpt},"messages":[{"file": {"file_id" : "file-1"}}]}`],
    ['a file behind escapes', 'chat', `{${gpt},"messages":[{"file":{"file\\u005fid":"file-1"}}]}`],
    ['files that are searched', 'responses', `{${gpt},"tools":[{"vector_store_ids":["vs_1"]}]}`],
    ['a container of another', 'responses', `{${gpt},"tools":[{"container":"cntr_1"}]}`],
    ['a container of another', 'messages', `{${claude},"container":"container_1"}`],
    ['a faster tier', 'chat', `{${gpt},"service_tier":"priority"}`],
    ['a faster tier', 'responses', `{${gpt},"service_tier":"fast"}`],
    ['a faster mode', 'messages', `{${claude},"speed":"fast"}`],
    [
      'pictures in the account',
      'image_edits',
      '{"model":"gpt-image-1","images":[{"file_id":"f"}]}',
    ],
    ['a model without a price', 'chat', '{"model":"nobody-knows"}'],
  ])('%s (%s)', (_name, llm, body) => {
    expect(() => check(llm, body)).toThrow(expect.objectContaining(refused) as Error);
  });
});
