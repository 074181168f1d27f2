import { listQuote } from '@renum/billing';
import { isFault, readLlmRequest, type LlmOperation } from '@renum/llm';
import { ProviderCatalogue } from '@renum/providers';
import { checkCharged } from './platform-extras';

const CATALOGUE = new ProviderCatalogue();
const BOUNDARY = 'multipart/form-data; boundary=b';

/** Whether all of a call would be charged. */
const check = (provider: string, llm: LlmOperation, body: string, type?: string): void => {
  const manifest = CATALOGUE.find(provider);
  const [operation] = manifest?.operations ?? [];
  const request = readLlmRequest(llm, Buffer.from(body), type);
  if (!manifest || !operation || isFault(request)) throw new Error('not a call');
  const quote = listQuote({ provider, at: new Date('2026-11-01T00:00:00Z') });
  checkCharged({ manifest, operation, llm }, { body: Buffer.from(body), type, request, quote });
};

const form = (fields: Readonly<Record<string, string>>): string =>
  Object.entries({ model: 'whisper-1', ...fields })
    .map(
      ([name, value]) =>
        `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('') + '--b--\r\n';

const gpt = '"model":"gpt-4.1"';
const claude = '"model":"claude-sonnet-4-5","max_tokens":9';
const refused = { code: 'operation_not_allowed' };

describe('what is charged in full', () => {
  it.each<[string, LlmOperation, string]>([
    ['openai', 'chat', `{${gpt},"tools":[{"type":"function","function":{"name":"f"}}]}`],
    ['openai', 'chat', `{${gpt},"web_search_options":null,"tools":null}`],
    ['openai', 'responses', `{${gpt},"tools":[{"type":"web_search"}]}`],
    ['anthropic', 'messages', `{${claude},"tools":[{"name":"f"},{"type":"web_search_20250305"}]}`],
    ['x-ai', 'responses', '{"model":"grok-4","tools":[{"type":"function","name":"f"}]}'],
  ])('%s %s %s', (provider, llm, body) => {
    expect(() => check(provider, llm, body)).not.toThrow();
  });

  it.each([
    ['openai', 'transcriptions', {}],
    ['openai', 'transcriptions', { response_format: 'json' }],
    ['groq', 'transcriptions', { response_format: 'verbose_json' }],
    ['openai', 'translations', { response_format: 'verbose_json' }],
  ] as const)('%s %s %j', (provider, llm, fields) => {
    expect(() => check(provider, llm, form(fields), BOUNDARY)).not.toThrow();
  });
});

describe('what no answer tells the price of', () => {
  it.each<[string, LlmOperation, string]>([
    ['openai', 'chat', `{${gpt},"web_search_options":{}}`],
    ['openai', 'chat', '{"model":"gpt-4o-search-preview"}'],
    ['x-ai', 'chat', '{"model":"grok-4","Search_Parameters":{"mode":"on"}}'],
    ['openai', 'responses', '{"model":"o3-deep-research","tools":[{"type":"web_search"}]}'],
    ['openai', 'responses', `{${gpt},"tools":[{"type":"file_search"}]}`],
    ['openrouter', 'chat', '{"model":"openai/gpt-4.1-mini","provider":{"sort":"throughput"}}'],
    ['openrouter', 'chat', '{"model":"openai/gpt-4.1-mini","plugins":[{"id":"web"}]}'],
    ['openrouter', 'chat', '{"model":"perplexity/sonar"}'],
    ['x-ai', 'chat', '{"model":"grok-4","search_parameters":{"mode":"on"}}'],
    ['x-ai', 'responses', '{"model":"grok-4","tools":[{"type":"web_search"}]}'],
    ['groq', 'chat', '{"model":"openai/gpt-oss-20b","tools":[{"type":"browser_search"}]}'],
    ['google', 'chat', '{"model":"gemini-2.5-pro","tools":[{"google_search":{}}]}'],
    ['anthropic', 'messages', `{${claude},"inference_geo":"us"}`],
  ])('%s %s %s', (provider, llm, body) => {
    expect(() => check(provider, llm, body)).toThrow(expect.objectContaining(refused) as Error);
  });

  it.each([
    ['openai', 'transcriptions', { response_format: 'text' }],
    ['groq', 'transcriptions', {}],
    ['openai', 'translations', {}],
  ] as const)('%s %s %j', (provider, llm, fields) => {
    const call = () => check(provider, llm, form(fields), BOUNDARY);
    expect(call).toThrow(expect.objectContaining(refused) as Error);
  });
});
