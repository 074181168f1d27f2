import { ProviderCatalogue } from '@renum/providers';
import type { OpenedSecret } from '@renum/vault';
import { ProxyConnectionTester } from './connection-tester';
import { SafeDialler } from './net/dialler';
import { FakeProvider, json } from './spec/provider';

const SECRET = 'sk-canary-0123456789abcdef';

describe('the connection test', () => {
  let provider: FakeProvider;
  let dialler: SafeDialler;

  beforeEach(async () => {
    provider = await new FakeProvider().start();
    dialler = new SafeDialler({
      privateHosts: ['127.0.0.1'],
      denyPorts: new Set(),
      standInOrigin: provider.url,
    });
  });
  afterEach(async () => {
    await dialler.destroy();
    await provider[Symbol.asyncDispose]();
  });

  const test = (secret: Partial<OpenedSecret> = {}) =>
    new ProxyConnectionTester(dialler, new ProviderCatalogue(), provider.url).test({
      credentialId: 'id',
      provider: 'openai',
      kind: 'apiKey',
      version: 1,
      standIn: true,
      value: SECRET,
      hidden: [],
      ...secret,
    });

  it('tells that the key works', async () => {
    expect(await test()).toMatchObject({
      ok: true,
      status: 200,
      message: 'OpenAI accepted the key.',
    });
    expect(provider.seen[0]).toMatchObject({ method: 'GET', url: '/openai/v1/models' });
    expect(provider.seen[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  it('tells what the provider said, without the key in it', async () => {
    provider.answer = (_req, res) => {
      json(res, { error: { message: `Incorrect API key provided: ${SECRET}.` } }, 401);
    };
    const view = await test();
    expect(view).toMatchObject({ ok: false, status: 401 });
    expect(view.message).toBe(
      'OpenAI refused the key (HTTP 401). It says: Incorrect API key provided: [redacted].',
    );
  });

  it('greets an MCP server at the very address that the tenant named', async () => {
    const own = { provider: 'mcp', standIn: false, baseUrl: `${provider.url}/team/mcp` };
    expect(await test(own)).toMatchObject({ ok: true, message: 'MCP server accepted the key.' });
    expect(provider.seen[0]).toMatchObject({ method: 'POST', url: '/team/mcp' });
    expect(provider.seen[0]?.body).toContain('"method":"initialize"');
    expect(provider.seen[0]?.headers).toMatchObject({
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${SECRET}`,
    });
  });

  it.each([
    ['slack', SECRET, 'POST /slack/auth.test', { authorization: `Bearer ${SECRET}` }],
    ['telegram', '12:abc-DEF', 'GET /telegram/bot12:abc-DEF/getMe', {}],
    [
      'twilio',
      'AC1:token-1',
      'GET /twilio/Accounts/AC1/Balance.json',
      { authorization: `Basic ${Buffer.from('AC1:token-1').toString('base64')}` },
    ],
    ['trello', '{"apiKey":"k&","token":"t"}', 'GET /trello/members/me?key=k%26&token=t', {}],
    [
      'rapidapi-zillow',
      SECRET,
      'GET /rapidapi-zillow/mortgage/rates?program=Fixed30Year',
      { 'x-rapidapi-key': SECRET, 'x-rapidapi-host': 'zillow56.p.rapidapi.com' },
    ],
    ['github', SECRET, 'GET /github/user', { 'user-agent': 'renum' }],
    ['exa', SECRET, 'POST /exa/search', { 'content-type': 'application/json' }],
  ])('reaches %s in its own form', async (id, value, target, headers) => {
    provider.answer = (_req, res) => json(res, { ok: true });
    expect(await test({ provider: id, value })).toMatchObject({ ok: true, status: 200 });
    const [seen] = provider.seen;
    expect(`${seen?.method} ${seen?.url}`).toBe(target);
    expect(seen?.headers).toMatchObject(headers);
  });

  it('does not believe a 200 that says no', async () => {
    provider.answer = (_req, res) => json(res, { ok: false, error: 'invalid_auth' });
    expect(await test({ provider: 'slack' })).toMatchObject({
      ok: false,
      message: 'Slack refused the key. It says: invalid_auth',
    });
  });

  it('masks each part of a credential', async () => {
    provider.answer = (_req, res) => json(res, { message: 'not token-123456' }, 403);
    const { message } = await test({ provider: 'twilio', value: 'AC1:token-123456' });
    expect(message).toContain('not [redacted]');
  });

  it('masks the pair as it was sent, and what is sealed beside a token', async () => {
    const pair = Buffer.from('AC1:token-123456').toString('base64');
    provider.answer = (_req, res) => json(res, { message: `not ${pair}` }, 403);
    const basic = await test({ provider: 'twilio', kind: 'basic', value: 'AC1:token-123456' });
    expect(basic.message).toContain('not [redacted]');
    const hidden = ['token-123456', 'refresh-123456', 'client-secret-123456'];
    provider.answer = (_req, res) => json(res, { error: hidden.join(' and ') }, 401);
    const token = await test({ provider: 'linear', kind: 'oauth2', value: 'token-123456', hidden });
    expect(provider.seen.at(-1)?.headers.authorization).toBe('Bearer token-123456');
    expect(token.message).not.toMatch(/123456/);
  });

  it('masks before it cuts: no half of a secret is left at the end', async () => {
    const said = `${'x'.repeat(290)}${SECRET}`;
    provider.answer = (_req, res) => json(res, { error: { message: said } }, 401);
    const { message } = await test();
    expect(message).not.toContain(SECRET.slice(0, 8));
  });

  it('sends nothing when the secret has another form than the provider needs', async () => {
    const view = await test({ provider: 'twilio', value: 'token' });
    expect(view).toMatchObject({ ok: false });
    expect(view.message).toContain('Account SID and Auth token');
    expect(provider.seen).toEqual([]);
  });

  it('sends the key nowhere else on a redirect', async () => {
    await using elsewhere = await new FakeProvider().start();
    provider.answer = (_req, res) => res.writeHead(307, { location: elsewhere.url }).end();
    expect(await test()).toMatchObject({ ok: false, status: 307 });
    expect(elsewhere.seen).toHaveLength(0);
  });

  it.each([
    ['a base URL inside', { baseUrl: 'https://169.254.169.254/v1' }, /refused/],
    ['a host that is not there', { baseUrl: 'http://127.0.0.1:9/v1' }, /could not be reached/],
    ['no base URL', {}, /no base URL/],
  ])('answers for %s', async (_name, more, message) => {
    const view = await test({ provider: 'openai-compatible', standIn: false, ...more });
    expect(view.ok).toBe(false);
    expect(view.message).toMatch(message);
    expect(view.status).toBeUndefined();
  });

  it('does not wait for, nor keep, an answer without end', async () => {
    provider.answer = (_req, res) => {
      res.writeHead(401);
      const more = setInterval(() => res.write('x'.repeat(64 * 1024)), 5);
      res.on('close', () => clearInterval(more));
    };
    expect(await test()).toMatchObject({ ok: false, status: 401 });
  });
});
