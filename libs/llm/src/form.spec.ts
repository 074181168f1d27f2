import { readForm } from './form';
import { readLlmRequest, withModel, isFault } from './request';

const B = 'xBoundary42';
const TYPE = `multipart/form-data; boundary=${B}`;
const part = (head: string, value: string): string => `--${B}\r\n${head}\r\n\r\n${value}\r\n`;
const named = (name: string, value: string): string =>
  part(`Content-Disposition: form-data; name="${name}"`, value);
const FILE = part(
  'Content-Disposition: form-data; name="file"; filename="a \\"b\\".mp3"\r\nContent-Type: audio/mpeg',
  'ID3\u0000\r\n\r\n--x',
);
const END = `--${B}--\r\n`;
const WANTED = new Set(['model', 'n', 'stream']);
const read = (body: string, type = TYPE) => readForm(Buffer.from(body), type, WANTED);

describe('a form', () => {
  it('gives its wanted values, and the size of its files', () => {
    const form = read(named('prompt', 'a cat') + FILE + named('model', 'gpt-image-1') + END);
    expect(form?.fields.get('model')?.value).toBe('gpt-image-1');
    expect(form?.fields.has('prompt')).toBe(false);
    expect(form?.files).toEqual([{ name: 'file', bytes: 11 }]);
    expect(form?.textBytes).toBe('a cat'.length + 'gpt-image-1'.length);
  });

  it.each([
    ['a quoted boundary', `multipart/form-data; boundary="${B}"`, named('model', 'm') + END],
    ['no newline at its end', TYPE, `${named('model', 'm')}--${B}--`],
    [
      'a name without quotes, as .NET writes it',
      TYPE,
      part(
        'Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=model',
        'm',
      ) + END,
    ],
    [
      'a file name in two ways, as HTTPX writes it',
      TYPE,
      part(
        `Content-Disposition: form-data; name="file"; filename="?.mp3"; filename*=utf-8''%C3%BC.mp3`,
        'ID3',
      ) +
        named('model', 'm') +
        END,
    ],
    [
      'lists that nobody wants',
      TYPE,
      named('include[]', 'a') + named('include[]', 'b') + named('model', 'm') + END,
    ],
    [
      'an empty file',
      TYPE,
      part('Content-Disposition: form-data; name="file"; filename="a"', '') +
        named('model', 'm') +
        END,
    ],
  ])('may have %s', (_name, type, body) => {
    expect(read(body, type)?.fields.get('model')?.value).toBe('m');
  });

  it.each([
    ['a model twice', named('model', 'a') + named('model', 'b') + END],
    ['models as a list', named('model[]', 'a') + END],
    ['a model in other letters', named('model', 'a') + named('Model', 'b') + END],
    ['a model beside its list', named('model', 'a') + named('model[]', 'b') + END],
    [
      'a model as a file',
      part('Content-Disposition: form-data; name="model"; filename="m"', 'a') + END,
    ],
    [
      'a model in another charset',
      part(
        'Content-Type: text/plain; charset=utf-16\r\nContent-Disposition: form-data; name="model"',
        'a',
      ) + END,
    ],
    ['a model with two lines', named('model', 'a\r\nb') + END],
    ['a model of a kilobyte', named('model', 'x'.repeat(1025)) + END],
    [
      'two names for a part',
      part('Content-Disposition: form-data; name="a"; name="model"', 'm') + END,
    ],
    [
      'two dispositions',
      part(
        'Content-Disposition: form-data; name="a"\r\nContent-Disposition: form-data; name="model"',
        'm',
      ) + END,
    ],
    ['a name with escapes', part('Content-Disposition: form-data; name="mod\\el"', 'm') + END],
    ['a folded header', part('Content-Disposition: form-data;\r\n name="model"', 'm') + END],
    [
      'an encoded part',
      part('Content-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name="a"', 'm') +
        END,
    ],
    ['a charset for all', named('_charset_', 'utf-16') + named('model', 'm') + END],
    [
      'a boundary after a bare newline',
      named('a', `x\n--${B}\r\nContent-Disposition: form-data; name="model"\r\n\r\nm`) + END,
    ],
    ['a boundary within a part', named('a', `x--${B}`) + named('model', 'm') + END],
    ['a boundary that goes on', `${named('model', 'm').trimEnd()}\r\n--${B}x\r\n${END}`],
    ['space after a boundary', named('model', 'm').replace(`--${B}\r\n`, `--${B} \r\n`) + END],
    ['something before it', `preamble\r\n${named('model', 'm')}${END}`],
    ['something after it', `${named('model', 'm')}${END}${named('model', 'n')}`],
    ['no end', named('model', 'm')],
    ['newlines without carriage returns', (named('model', 'm') + END).replaceAll('\r', '')],
    ['endless parts', named('a', '1').repeat(300) + END],
    ['nothing', ''],
  ])('is refused with %s', (_name, body) => {
    expect(read(body)).toBeUndefined();
  });

  it('is refused with a model that is no UTF-8', () => {
    const [before = '', after = ''] = (named('model', '?') + END).split('?');
    const body = Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]);
    expect(readForm(body, TYPE, WANTED)).toBeUndefined();
  });

  it.each([
    'multipart/form-data',
    `multipart/form-data; boundary=${B}; boundary=other`,
    `multipart/form-data; boundary="${B}`,
    `multipart/mixed; boundary=${B}`,
    `multipart/form-data; charset=utf-16; boundary=${B}`,
    'multipart/form-data; boundary=',
  ])('is refused as %s', (type) => {
    expect(read(named('model', 'm') + END, type)).toBeUndefined();
  });
});

describe('a request in a form', () => {
  const body = Buffer.from(named('model', 'openai/whisper-1') + FILE + END);

  it('is routed by its model, and nothing else of it changes', () => {
    const request = readLlmRequest('transcriptions', body, TYPE);
    if (isFault(request)) throw new Error(request);
    expect(request.model).toBe('openai/whisper-1');
    const bare = withModel(request, 'whisper-1');
    expect(bare.body.toString()).toBe(named('model', 'whisper-1') + FILE + END);
    expect(withModel(bare, 'openai/whisper-1').body.equals(body)).toBe(true);
  });

  it('must be one where there is something to hear', () => {
    expect(readLlmRequest('transcriptions', Buffer.from('{"model":"m"}'), 'application/json')).toBe(
      'not_a_form',
    );
    expect(readLlmRequest('transcriptions', body)).toBe('not_a_form');
  });

  it('is none where there is nothing to carry', () => {
    expect(readLlmRequest('chat', body, TYPE)).toBe('malformed');
    expect(readLlmRequest('images', body, TYPE)).toBe('malformed');
  });

  it.each([
    ['images', '{"model":"gpt-image-2","svg":{"model":"gpt-5"},"prompt":"a"}'],
    ['images', '{"model":"gpt-image-2","output_format":"svg","prompt":"a"}'],
    ['responses', '{"model":"gpt-5","tools":[{"type":"image_generation"}]}'],
    ['responses', '{"model":"gpt-5","tools":[{"type":"image\\u005fgeneration"}]}'],
  ] as const)('%s is refused what another model would be charged for: %s', (operation, text) => {
    expect(readLlmRequest(operation, Buffer.from(text))).toBe('unmetered');
  });
});
