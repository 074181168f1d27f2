import { setTimeout as sleep } from 'node:timers/promises';
import { FORMS } from '../spec/forms';
import { MODEL, SpecPlane } from '../spec/plane';
import { FakeProvider } from '../spec/provider';

const SECRET = 'sk-Tést/"9f+4a\\=81 b2&c<3>d\'4!(5)*~6';

/** Real: the plane and its sockets. Wherever the secret comes back, it comes back masked. */
describe('every form of the secret', () => {
  let provider: FakeProvider;
  let plane: SpecPlane;

  beforeAll(async () => {
    provider = await new FakeProvider().start();
    const config = { model: { provider: 'openai' as const, name: MODEL } };
    const options = { providerUrl: provider.url, as: 'stand-in' as const, secret: SECRET, config };
    plane = await new SpecPlane(options).start();
  });
  afterAll(async () => {
    await plane[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
  });

  const leaks = (text: string, form: string): boolean => text.includes(form.slice(4, -4));

  it.each(FORMS)('in events, cut at several bytes: %s', async (_name, encode) => {
    const form = encode(SECRET);
    const event = Buffer.from(`data: {"choices":[{"delta":{"content":"${form}"}}]}\n\n`);
    const from = event.indexOf(form);
    for (const share of [0.02, 0.3, 0.5, 0.98]) {
      const cut = from + Math.round(Buffer.byteLength(form) * share);
      provider.answer = async (_req, res) => {
        res.writeHead(200, { 'content-type': 'text/event-stream' });
        res.write(event.subarray(0, cut));
        await sleep(4);
        res.end(Buffer.concat([event.subarray(cut), Buffer.from('data: [DONE]\n\n')]));
      };
      const body = { model: MODEL, messages: [], stream: true };
      const answer = await plane.post('/llm/openai/v1/chat/completions', body);
      const text = await answer.text();
      expect(text).toContain('[redacted]');
      expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
      expect(leaks(text, form)).toBe(false);
    }
  });

  it.each(FORMS)('in headers and in the body of an error: %s', async (_name, encode) => {
    const form = encode(SECRET);
    // What else than ASCII a header holds is bytes.
    const value = Buffer.from(`a ${form} b`).toString('latin1');
    provider.answer = (_req, res) => {
      res.writeHead(401, { 'x-echo': value, location: `/?${value}`, 'content-type': 'text/plain' });
      res.end(`bad key ${form}`);
    };
    const answer = await plane.raw('GET', '/llm/openai/v1/models');
    expect(answer.status).toBe(401);
    expect(leaks(answer.text, form)).toBe(false);
    expect(answer.text).toMatch(/^bad key .*\[redacted]/);
    const headers = JSON.stringify(answer.headers);
    expect(headers).toContain('[redacted]');
    expect(leaks(Buffer.from(headers, 'latin1').toString(), form)).toBe(false);
    expect(leaks(Object.values(answer.headers).join(' '), form)).toBe(false);
  });

  it('in the name of a header takes the header with it', async () => {
    await using other = await new SpecPlane({
      providerUrl: provider.url,
      secret: 'sk-Canary-0123456789',
    }).start();
    provider.answer = (_req, res) => {
      res.writeHead(200, { 'x-sk-canary-0123456789': '1', 'x-fine': '2' });
      res.end('{}');
    };
    const { headers } = await other.raw('GET', '/llm/openai/v1/models');
    expect(headers['x-fine']).toBe('2');
    expect(JSON.stringify(headers)).not.toContain('canary');
  });
});
