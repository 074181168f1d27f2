import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { countTokens, loadTokenizers } from '@renum/llm';
import { SpecPlane } from '../spec/plane';
import { FakeProvider, json, sse } from '../spec/provider';

const MODEL = 'gpt-4.1-mini';
const PROMPT = 'Tell me of the sea. '.repeat(50);
const ANSWER = 'Es rauscht das Meer, und über den Wellen kreisen die Möwen. ';
const CHAT = { model: MODEL, messages: [{ role: 'user', content: PROMPT }], stream: true };
const delta = (content: string) => sse({ choices: [{ delta: { content } }] });
const LAST = sse({ choices: [], usage: { prompt_tokens: 100, completion_tokens: 20 } }, '[DONE]');

async function setUp() {
  const provider = await new FakeProvider().start();
  const plane = await new SpecPlane({
    providerUrl: provider.url,
    config: { model: { provider: 'openai', name: MODEL } },
    as: 'stand-in',
  }).start();
  return {
    provider,
    plane,
    [Symbol.asyncDispose]: async () => {
      await plane[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}

describe('the first token', () => {
  it('is timed from the beginning of the call, and comes after the first byte', async () => {
    await using given = await setUp();
    const said: (() => unknown)[] = [];
    given.provider.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(delta(''));
      said.push(
        () => res.write(delta('Hello')),
        () => res.end(LAST),
      );
    };
    const answer = await given.plane.post('/llm/openai/v1/chat/completions', CHAT);
    // Each is said once the one before has come through.
    for await (const _piece of answer.body ?? []) {
      await sleep(120);
      said.shift()?.();
    }
    const {
      firstTokenMs = 0,
      firstByteMs = 0,
      durationMs = 0,
    } = (await given.plane.onlyBill()).result;
    expect(firstTokenMs).toBeGreaterThanOrEqual(110);
    expect(firstTokenMs).toBeGreaterThan(firstByteMs);
    // What is left of the call is the time in which its tokens came.
    expect(durationMs - firstTokenMs).toBeGreaterThanOrEqual(110);
  });

  it('is not told of an answer in one piece', async () => {
    await using given = await setUp();
    given.provider.answer = (_req, res) =>
      json(res, { model: MODEL, choices: [], usage: { prompt_tokens: 9, completion_tokens: 2 } });
    await given.plane.post('/llm/openai/v1/chat/completions', { ...CHAT, stream: false });
    expect((await given.plane.onlyBill()).result.firstTokenMs).toBeUndefined();
  });
});

describe('a record that is complete', () => {
  it('is read out of a compressed stream, which nobody asked for', async () => {
    await using given = await setUp();
    given.provider.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      res.end(gzipSync(Buffer.from(delta('Hello') + LAST)));
    };
    const answer = await given.plane.post('/llm/openai/v1/chat/completions', CHAT);
    expect(await answer.text()).toContain('Hello');
    const { result } = await given.plane.onlyBill();
    expect(result).toMatchObject({ tokens: { input: 100, output: 20 }, priced: true });
    expect(result.estimatedReason).toBeUndefined();
  });

  it('is not all of the cost of a call in another tier, and says so', async () => {
    await using given = await setUp();
    const usage = { prompt_tokens: 100, completion_tokens: 20 };
    given.provider.answer = (_req, res) =>
      json(res, { model: MODEL, choices: [], usage, service_tier: 'priority' });
    const ask = { ...CHAT, stream: false, service_tier: 'priority' };
    await given.plane.post('/llm/openai/v1/chat/completions', ask);
    const { result } = await given.plane.onlyBill();
    expect(result).toMatchObject({
      tokens: { input: 100, output: 20 },
      estimatedReason: 'service_tier',
    });
  });
});

describe('a stream that is cut', () => {
  beforeAll(() => loadTokenizers());

  it.each([10, 200, 20_000])(
    'is billed what its texts come to, of %i sentences, and marked',
    async (sentences) => {
      await using given = await setUp();
      given.provider.answer = (_req, res) => {
        res.writeHead(200, { 'content-type': 'text/event-stream' });
        for (let sent = 0; sent < sentences; sent += 100)
          res.write(delta(ANSWER).repeat(Math.min(100, sentences - sent)));
        // What was written is on its way, to the last byte.
        res.write(': all\n\n', () => res.destroy());
      };
      const answer = await given.plane.post('/llm/openai/v1/chat/completions', CHAT);
      await expect(answer.text()).rejects.toThrow();
      const { result } = await given.plane.onlyBill();
      expect(result).toMatchObject({ estimatedReason: 'upstream_cut', priced: true });
      const hundred = countTokens(MODEL, ANSWER.repeat(100)) ?? 0;
      const said = (hundred * sentences) / 100;
      const asked = countTokens(MODEL, PROMPT) ?? 0;
      expect(Math.abs((result.tokens?.output ?? 0) / said - 1)).toBeLessThan(0.02);
      expect(result.tokens?.input).toBeGreaterThanOrEqual(asked);
      expect(result.tokens?.input).toBeLessThan(asked + 20);
    },
  );
});
