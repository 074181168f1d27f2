import { promptTokensAbout } from './prompt';
import { countTokens, loadTokenizers } from './tokenizer';

const MODEL = 'gpt-4.1';
const about = (request: unknown): number | undefined =>
  promptTokensAbout(MODEL, Buffer.from(JSON.stringify(request)));
const TEXT = 'The quick brown fox jumps over the lazy dog. '.repeat(20);
const PICTURE = `data:image/png;base64,${'iVBORw0KGgo'.repeat(20_000)}`;

describe('the tokens of a prompt', () => {
  beforeAll(() => loadTokenizers());

  it('are those of its texts, not of the JSON around them', () => {
    const texts = countTokens(MODEL, TEXT) ?? 0;
    const chat = about({
      model: MODEL,
      temperature: 0.2,
      messages: [
        { role: 'system', content: TEXT },
        { role: 'user', content: [{ type: 'text', text: TEXT }] },
      ],
    });
    expect(chat).toBeGreaterThanOrEqual(2 * texts);
    expect(chat).toBeLessThan(2 * texts + 20);
    expect(about({ model: MODEL, input: TEXT })).toBe(texts);
    const responses = about({
      model: MODEL,
      instructions: TEXT,
      input: [{ role: 'user', content: TEXT }],
    });
    expect(responses).toBeGreaterThanOrEqual(2 * texts);
    expect(responses).toBeLessThan(2 * texts + 20);
  });

  it.each([
    ['a picture in the body', { type: 'image_url', image_url: { url: PICTURE } }],
    ['a picture elsewhere', { type: 'input_image', image_url: 'https://pictures.test/1.png' }],
    ['a file', { type: 'input_file', file_id: 'file-1' }],
    [
      'spoken words',
      { type: 'input_audio', input_audio: { data: 'a'.repeat(50_000), format: 'mp3' } },
    ],
  ])('do not take %s for text', (_name, part) => {
    const with_ = about({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }, part] }],
    });
    expect(with_).toBeGreaterThan(500);
    expect(with_).toBeLessThan(1500);
  });

  it('count the tools that a model is told of', () => {
    const tools = [
      { type: 'function', function: { name: 'a', description: TEXT, parameters: {} } },
    ];
    expect(about({ messages: [], tools })).toBeGreaterThan(countTokens(MODEL, TEXT) ?? 0);
  });

  it('are found however deep a body goes', () => {
    const depth = 200_000;
    const body = Buffer.from(`{"input":${'['.repeat(depth)}"Hi"${']'.repeat(depth)}}`);
    expect(promptTokensAbout(MODEL, body)).toBeGreaterThan(0);
  });

  it.each([
    ['another maker’s model', 'claude-sonnet-4-5', '{"messages":[]}'],
    ['what is no object', MODEL, '[]'],
    ['what is no JSON', MODEL, '{"messages":['],
    ['a body of a megabyte', MODEL, JSON.stringify({ input: 'x'.repeat(1024 * 1024) })],
  ])('are not known for %s', (_name, model, body) => {
    expect(promptTokensAbout(model, Buffer.from(body))).toBeUndefined();
  });
});
