import type { TokenCounts, TokenKinds } from '@renum/contracts';
import type { BilledOperation } from './operations';
import { bodyReader, streamReader } from './reader';
import type { UsageReading } from './usage/reading';

/** Answers about pictures and sounds, as OpenAI's reference shows them. */
type Counts = [input: number, output: number, kinds?: TokenKinds, cacheRead?: number];

const tokensOf = ([input, output, kinds, cacheRead = 0]: Counts): TokenCounts => ({
  input,
  output,
  cacheRead,
  cacheWrite: 0,
  ...(kinds && { kinds }),
});

const body = (operation: BilledOperation, value: unknown): UsageReading => {
  const reader = bodyReader(operation);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  for (let at = 0; at < text.length; at += 1000)
    reader.push(Buffer.from(text.slice(at, at + 1000)));
  return reader.end();
};

const streamed = (operation: BilledOperation, events: object[], named: boolean): UsageReading => {
  const reader = streamReader(operation);
  for (const event of events) {
    const name = named ? `event: ${String(Reflect.get(event, 'type'))}\n` : '';
    reader.push(Buffer.from(`${name}data: ${JSON.stringify(event)}\n\n`));
  }
  return reader.end();
};

const PICTURE = 'iVBORw0KGgoAAAANSUhEUg'.repeat(10_000);
const pictures = (usage: object, data: object[] = [{ b64_json: PICTURE }]): object => ({
  created: 1713833628,
  data,
  usage,
  size: '1024x1024',
  quality: 'high',
});
const drawn = (text: number, image: number, output: number, more: object = {}): object => ({
  total_tokens: text + image + output,
  input_tokens: text + image,
  output_tokens: output,
  input_tokens_details: { text_tokens: text, image_tokens: image },
  ...more,
});
const spoken = (audio: number, text: number, output: number): object => ({
  type: 'tokens',
  input_tokens: audio + text,
  input_token_details: { text_tokens: text, audio_tokens: audio },
  output_tokens: output,
  total_tokens: audio + text + output,
});

describe('the usage of a body, exactly', () => {
  it.each<[BilledOperation, string, unknown, Counts]>([
    ['images', 'a picture', pictures(drawn(50, 0, 4160)), [50, 4160, { outputImage: 4160 }]],
    [
      'images',
      'text beside the picture, where it is told apart',
      pictures(
        drawn(50, 0, 1100, { output_tokens_details: { image_tokens: 1056, text_tokens: 44 } }),
      ),
      [50, 1100, { outputImage: 1056 }],
    ],
    [
      'images',
      'four pictures, as addresses',
      pictures(drawn(50, 0, 4224), [{ url: 'a' }, { url: 'b' }, { url: 'c' }, { url: 'd' }]),
      [50, 4224, { outputImage: 4224 }],
    ],
    [
      'image_edits',
      'pictures in and out',
      pictures(drawn(40, 323, 1056)),
      [363, 1056, { inputImage: 323, outputImage: 1056 }],
    ],
    [
      'image_edits',
      'a cached picture',
      pictures({
        ...drawn(40, 323, 1056),
        input_tokens_details: {
          text_tokens: 40,
          image_tokens: 323,
          cached_tokens: 256,
          cached_tokens_details: { image_tokens: 256, text_tokens: 0 },
        },
      }),
      [363, 1056, { inputImage: 323, cacheReadImage: 256, outputImage: 1056 }, 256],
    ],
    [
      'transcriptions',
      'tokens',
      { text: 'Imagine the wildest idea', usage: spoken(14, 0, 101) },
      [14, 101, { inputAudio: 14 }],
    ],
    [
      'transcriptions',
      'tokens of a prompt, too',
      { text: 'Hello', usage: spoken(140, 12, 9) },
      [152, 9, { inputAudio: 140 }],
    ],
    [
      'transcriptions',
      'time',
      { text: 'Hello', usage: { type: 'duration', seconds: 9 } },
      [0, 0, { inputAudioMs: 9000 }],
    ],
    [
      'transcriptions',
      'time, in the long form',
      {
        task: 'transcribe',
        duration: 8.47,
        text: 'The beach was',
        segments: [{ id: 0 }],
        usage: { type: 'duration', seconds: 9 },
      },
      [0, 0, { inputAudioMs: 9000 }],
    ],
    [
      'transcriptions',
      'tokens, by speaker',
      {
        task: 'transcribe',
        duration: 42.7,
        segments: [],
        text: 'Agent:',
        usage: spoken(440, 0, 74),
      },
      [440, 74, { inputAudio: 440 }],
    ],
  ])('%s: %s', (operation, _name, value, counts) => {
    const reading = body(operation, value);
    expect(reading).toMatchObject({ complete: true });
    expect(reading.tokens).toEqual(tokensOf(counts));
  });
});

const partial = {
  type: 'image_generation.partial_image',
  partial_image_index: 0,
  b64_json: PICTURE,
};
const completed = (type: string, usage: unknown) => ({ type, b64_json: PICTURE, usage });
const word = { type: 'transcript.text.delta', delta: 'Hello' };
const sound = { type: 'speech.audio.delta', audio: 'UklGRg==' };

describe.each([true, false])('the usage of a stream, exactly, its events named: %p', (named) => {
  it.each<[BilledOperation, string, object[], Counts]>([
    [
      'images',
      'a picture after two previews',
      [partial, partial, completed('image_generation.completed', drawn(50, 0, 4360))],
      [50, 4360, { outputImage: 4360 }],
    ],
    [
      'image_edits',
      'an edited picture',
      [completed('image_edit.completed', drawn(40, 323, 1056))],
      [363, 1056, { inputImage: 323, outputImage: 1056 }],
    ],
    [
      'transcriptions',
      'words as they are heard',
      [word, word, { type: 'transcript.text.done', text: 'HelloHello', usage: spoken(14, 0, 45) }],
      [14, 45, { inputAudio: 14 }],
    ],
    [
      'transcriptions',
      'segments by speaker',
      [
        {
          type: 'transcript.text.segment',
          id: 'seg_1',
          start: 0,
          end: 4.7,
          text: 'Hi',
          speaker: 'A',
        },
        word,
        { type: 'transcript.text.done', text: 'Hello', usage: spoken(60, 0, 20) },
      ],
      [60, 20, { inputAudio: 60 }],
    ],
    [
      'speech',
      'speech as it is made',
      [sound, { type: 'speech.audio.done', usage: { input_tokens: 14, output_tokens: 101 } }],
      [14, 101, { outputAudio: 101 }],
    ],
  ])('%s: %s', (operation, _name, events, counts) => {
    const reading = streamed(operation, events, named);
    expect(reading).toMatchObject({ complete: true });
    expect(reading.tokens).toEqual(tokensOf(counts));
  });
});

describe('what does not tell its usage is never taken for exact', () => {
  it.each<[BilledOperation, string, unknown]>([
    [
      'images',
      'pictures of a model that is charged by the piece',
      { created: 1, data: [{ url: 'a' }] },
    ],
    ['transcriptions', 'plain text', 'Hello there'],
    ['transcriptions', 'subtitles', '1\n00:00:00,000 --> 00:00:04,000\nHello'],
    ['translations', 'a text alone', { text: 'Hello' }],
    ['speech', 'sound', 'RIFF....WAVE'],
    ['transcriptions', 'a length that is none', { usage: { type: 'duration', seconds: 'nine' } }],
    ['transcriptions', 'a length below zero', { usage: { type: 'duration', seconds: -1 } }],
  ])('%s: %s', (operation, _name, value) => {
    const reading = body(operation, value);
    expect(reading.complete).toBe(false);
    expect(reading.tokens).toBeUndefined();
  });

  it('knows the length of a recording all the same, where the answer has it', () => {
    const reading = body('translations', { task: 'translate', duration: 8.47, text: 'Hello' });
    expect(reading).toMatchObject({ complete: false, tokens: { kinds: { inputAudioMs: 8470 } } });
  });

  it.each<[BilledOperation, string, object[]]>([
    ['images', 'a preview, then an error', [partial, { type: 'error', error: { code: 'x' } }]],
    ['images', 'a picture without usage', [completed('image_generation.completed', undefined)]],
    [
      'images',
      'two pictures: nobody says whether each record is its own',
      [
        completed('image_generation.completed', drawn(50, 0, 100)),
        completed('image_generation.completed', drawn(50, 0, 100)),
      ],
    ],
    ['transcriptions', 'words that break off', [word, word]],
    [
      'transcriptions',
      'an end without usage',
      [word, { type: 'transcript.text.done', text: 'Hello' }],
    ],
    ['speech', 'speech that breaks off', [sound]],
  ])('%s: %s', (operation, _name, events) => {
    expect(streamed(operation, events, true).complete).toBe(false);
  });

  it('times the first word that is heard, and the first sound that is made', () => {
    expect(streamed('transcriptions', [word], true).firstTokenAt).toBeDefined();
    expect(streamed('speech', [sound], true).firstTokenAt).toBeDefined();
    expect(streamed('images', [partial], true).firstTokenAt).toBeUndefined();
  });
});
