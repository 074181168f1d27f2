import { FakeProvider, json } from '../spec/provider';
import { SafeDialler } from './dialler';
import { SafeTokenFetch } from './safe-token-fetch';

/** P2 for token endpoints. Real: sockets. */
describe('requests to token endpoints', () => {
  let server: FakeProvider;
  let dialler: SafeDialler;
  beforeEach(async () => {
    server = await new FakeProvider().start();
    dialler = new SafeDialler({ privateHosts: ['127.0.0.1'], denyPorts: new Set() });
  });
  afterEach(async () => {
    await dialler.destroy();
    await server[Symbol.asyncDispose]();
  });

  const send = (url: string, own = true) =>
    new SafeTokenFetch(dialler).send({
      url,
      own,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=refresh_token&refresh_token=canary',
    });

  it('are sent as they are, and answered as they are', async () => {
    server.answer = (_req, res) => json(res, { error: 'invalid_grant' }, 400);
    const answer = await send(`${server.url}/token?x=1`);
    expect([answer.status, await answer.json()]).toEqual([400, { error: 'invalid_grant' }]);
    expect(server.seen).toMatchObject([
      { method: 'POST', url: '/token?x=1', body: expect.stringContaining('canary') as string },
    ]);
  });

  it.each([
    ['http://127.0.0.1:9/token', false],
    ['https://127.0.0.1:9/token', false],
    ['https://169.254.169.254/token', true],
    ['https://[::ffff:10.0.0.1]/token', true],
    ['http://example.com/token', true],
  ])('never go to %s', async (url, own) => {
    await expect(send(url, own)).rejects.toMatchObject({ code: 'destination_refused' });
  });

  it('carry no secret after a redirect', async () => {
    await using elsewhere = await new FakeProvider().start();
    server.answer = (_req, res) => res.writeHead(307, { location: elsewhere.url }).end();
    expect((await send(server.url)).status).toBe(307);
    expect(elsewhere.seen).toEqual([]);
  });

  it('end at an answer without end', async () => {
    server.answer = (_req, res) => {
      res.writeHead(200);
      const more = setInterval(() => res.write('x'.repeat(32 * 1024)), 5);
      res.on('close', () => clearInterval(more));
    };
    await expect(send(server.url)).rejects.toThrow('too long');
  });
});
