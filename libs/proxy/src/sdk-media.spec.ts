import OpenAI, { toFile } from 'openai';
import { media, PICTURE, SPEECH } from './spec/media-provider';
import { MODEL, SECRET, SpecPlane, type PlaneOptions } from './spec/plane';
import { FakeProvider } from './spec/provider';

/** OpenAI's official client of an external app: pictures and sounds, and what each is billed as. */
describe('pictures and sounds by the official SDK', () => {
  let provider: FakeProvider;
  let plane: SpecPlane;
  let openai: OpenAI;

  const start = async (options: Partial<PlaneOptions> = { app: {} }) => {
    provider = await new FakeProvider().start();
    provider.answer = (req, res, _body, bytes) => media(req, res, bytes);
    plane = await new SpecPlane({ providerUrl: provider.url, as: 'stand-in', ...options }).start();
    openai = new OpenAI({
      apiKey: `rnm_${'a'.repeat(43)}`,
      baseURL: `http://127.0.0.1:${plane.port}/llm/openai/v1`,
      maxRetries: 0,
      ...(!options.app && { defaultHeaders: { 'x-renum-identity': plane.token } }),
    });
  };
  afterEach(async () => {
    await plane[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
  });

  const recording = () =>
    toFile(Buffer.alloc(200_000, 'ID3'), 'speech.mp3', { type: 'audio/mpeg' });
  const picture = () => toFile(Buffer.from('a picture'), 'a.png', { type: 'image/png' });
  const prompt = 'A children’s book drawing of an otter';

  /** What was reserved covers what was billed, always. */
  const billed = async () => {
    const { result, start: begun } = await plane.onlyBill();
    expect(plane.reserved[0]?.estimateNano ?? 0n).toBeGreaterThanOrEqual(result.costNano);
    return { result, begun };
  };

  it('makes pictures', async () => {
    await start();
    const { data } = await openai.images.generate({ model: 'gpt-image-1', prompt, n: 2 });
    expect(data).toEqual([{ b64_json: PICTURE }, { b64_json: PICTURE }]);
    const { result, begun } = await billed();
    expect(begun).toMatchObject({ operation: 'images.generate', model: 'gpt-image-1' });
    // 50 × 5.00 + 2112 × 40.00 for a million.
    expect(result).toMatchObject({
      tokens: { input: 50, output: 2112, kinds: { outputImage: 2112 } },
      costNano: 84_730_000n,
      priced: true,
    });
    expect(result.estimatedReason).toBeUndefined();
    expect(provider.seen[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  it('makes a picture before its eyes', async () => {
    await start();
    const stream = await openai.images.generate({
      model: 'gpt-image-1.5',
      prompt,
      stream: true,
      partial_images: 1,
    });
    const types: string[] = [];
    for await (const { type, b64_json } of stream) {
      types.push(type);
      expect(b64_json).toBe(PICTURE);
    }
    expect(types).toEqual(['image_generation.partial_image', 'image_generation.completed']);
    const { result } = await billed();
    expect(result).toMatchObject({ tokens: { input: 50, output: 1056 }, priced: true });
    expect(result.estimatedReason).toBeUndefined();
  });

  it('edits a picture, sent as a form to the model of a provider', async () => {
    await start();
    const model = 'openai/gpt-image-1';
    const { data } = await openai.images.edit({ model, prompt, image: await picture(), n: 1 });
    expect(data).toHaveLength(1);
    // The form is as the client wrote it, but for the model's name.
    expect(provider.seen[0]?.body).toContain('\r\n\r\ngpt-image-1\r\n');
    expect(provider.seen[0]?.body).toContain('name="image"; filename="a.png"');
    const { result } = await billed();
    // 50 × 5.00 + 323 × 10.00 + 1056 × 40.00 for a million.
    expect(result).toMatchObject({ costNano: 45_720_000n, priced: true });
    expect(result.tokens?.kinds).toEqual({ inputImage: 323, outputImage: 1056 });
  });

  it('transcribes, by tokens', async () => {
    await start();
    const { text } = await openai.audio.transcriptions.create({
      model: 'gpt-4o-transcribe',
      file: await recording(),
    });
    expect(text).toBe('Hello, how are you?');
    const { result, begun } = await billed();
    expect(begun).toMatchObject({ operation: 'audio.transcriptions' });
    expect(result).toMatchObject({
      tokens: { input: 90, output: 8, kinds: { inputAudio: 90 } },
      // 90 × 6.00 + 8 × 10.00 for a million.
      costNano: 620_000n,
    });
    expect(result.estimatedReason).toBeUndefined();
  });

  it('transcribes word by word', async () => {
    await start();
    const stream = await openai.audio.transcriptions.create({
      model: 'gpt-4o-transcribe',
      file: await recording(),
      stream: true,
    });
    let heard = '';
    for await (const event of stream)
      if (event.type === 'transcript.text.delta') heard += event.delta;
    expect(heard).toBe('Hello, how are you?');
    const { result } = await billed();
    expect(result).toMatchObject({ tokens: { input: 90, output: 8 }, costNano: 620_000n });
    expect(result.firstTokenMs).toBeGreaterThan(0);
  });

  it('transcribes, by time', async () => {
    await start();
    await openai.audio.transcriptions.create({ model: 'whisper-1', file: await recording() });
    const { result } = await billed();
    // Nine seconds of 0.36 an hour.
    expect(result).toMatchObject({
      tokens: { input: 0, output: 0, kinds: { inputAudioMs: 9000 } },
      costNano: 900_000n,
    });
    expect(result.estimatedReason).toBeUndefined();
  });

  it('bills what an answer does not tell by the size of the file, and says so', async () => {
    await start();
    const text = await openai.audio.transcriptions.create({
      model: 'whisper-1',
      file: await recording(),
      response_format: 'text',
    });
    expect(text).toBe('Hello, how are you?\n');
    const { result } = await billed();
    expect(result).toMatchObject({ estimatedReason: 'usage_missing', priced: true });
    // 200,000 bytes, some 128 kbit a second.
    expect(result.tokens?.kinds?.inputAudioMs).toBe(12_500);
  });

  it('translates speech', async () => {
    await start();
    const file = await recording();
    const { text } = await openai.audio.translations.create({ model: 'whisper-1', file });
    expect(text).toBe('Hello, how are you?');
    expect((await billed()).result).toMatchObject({ estimatedReason: 'usage_missing' });
  });

  it('speaks: sound tells no usage, so it is estimated by its text', async () => {
    await start();
    const input = 'The quick brown fox jumps over the lazy dog. '.repeat(10);
    const model = 'gpt-4o-mini-tts';
    const speech = await openai.audio.speech.create({ model, voice: 'coral', input });
    expect(Buffer.from(await speech.arrayBuffer()).equals(SPEECH)).toBe(true);
    const { result } = await billed();
    expect(result).toMatchObject({ estimatedReason: 'usage_missing', priced: true });
    // Half a minute of speech.
    expect(result.tokens?.output).toBeGreaterThan(400);
    expect(result.tokens?.output).toBeLessThan(1000);
  });

  it('speaks in events, which tell it', async () => {
    await start();
    const speech = await openai.audio.speech.create({
      model: 'gpt-4o-mini-tts',
      voice: 'coral',
      input: 'Hello',
      stream_format: 'sse',
    });
    expect(await speech.text()).toContain('speech.audio.done');
    const { result } = await billed();
    expect(result).toMatchObject({ tokens: { input: 14, output: 101 }, priced: true });
    expect(result.estimatedReason).toBeUndefined();
  });

  it('moderates for nothing', async () => {
    await start();
    const model = 'omni-moderation-latest';
    expect(await openai.moderations.create({ model, input: 'x' })).toMatchObject({ id: 'modr-1' });
    expect((await plane.onlyBill()).result).toMatchObject({ costNano: 0n, priced: true });
  });

  it('is billed nothing for what the provider refuses', async () => {
    await start();
    const call = openai.images.generate({ model: 'gpt-image-1' } as never);
    await expect(call).rejects.toMatchObject({ status: 400 });
    expect((await plane.onlyBill()).result).toMatchObject({ costNano: 0n, status: 400 });
  });

  it('is refused a model that its key does not allow, whatever the body is', async () => {
    await start({ app: { models: ['openai/whisper-1'] } });
    const file = await recording();
    const call = openai.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file });
    await expect(call).rejects.toMatchObject({ status: 403 });
    expect(provider.seen).toHaveLength(0);
  });

  it('is refused a form that could be read in two ways', async () => {
    await start();
    const form = new FormData();
    form.append('model', 'whisper-1');
    form.append('file', await recording());
    form.append('model', 'gpt-4o-transcribe');
    const answer = await plane.call('/llm/openai/v1/audio/transcriptions', {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer rnm_${'a'.repeat(43)}` },
    });
    expect(answer.status).toBe(400);
    expect(provider.seen).toHaveLength(0);
  });

  it('is for apps: an agent has its model, and that is for texts', async () => {
    await start({ config: { model: { provider: 'openai', name: MODEL } } });
    const file = await recording();
    for (const call of [
      () => openai.images.generate({ model: MODEL, prompt }),
      () => openai.audio.transcriptions.create({ model: MODEL, file }),
      () => openai.audio.speech.create({ model: MODEL, voice: 'coral', input: 'Hi' }),
    ])
      await expect(call()).rejects.toMatchObject({ status: 403 });
    expect(provider.seen).toHaveLength(0);
  });
});
