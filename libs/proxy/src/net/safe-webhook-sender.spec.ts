import { FakeProvider } from '../spec/provider';
import { until } from '../spec/until';
import { SafeDialler } from './dialler';
import { SafeWebhookSender } from './safe-webhook-sender';

/** P2 for webhooks. Real: sockets. */
describe('messages to webhooks', () => {
  const POLICY = { EGRESS_PRIVATE_HOSTS: ['127.0.0.1'], EGRESS_DENY_PORTS: new Set<number>() };
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

  const sender = () => new SafeWebhookSender(dialler, POLICY);
  const send = (url: string) =>
    sender().send({ url, headers: { 'webhook-id': '1' }, body: '{"type":"x"}' });

  it('are posted as they are', async () => {
    server.answer = (_req, res) => res.writeHead(202).end();
    expect(await send(`${server.url}/in?token=1`)).toBe(202);
    expect(server.seen).toMatchObject([
      { method: 'POST', url: '/in?token=1', body: '{"type":"x"}' },
    ]);
  });

  it.each([
    'http://example.com/in',
    'https://10.0.0.1/in',
    'https://169.254.169.254/in',
    'https://[::ffff:127.0.0.1]/in',
  ])('never go to %s, which is said beforehand', async (url) => {
    await expect(send(url)).rejects.toMatchObject({ code: 'destination_refused' });
    expect(sender().fault(url)).toEqual(expect.any(String));
  });

  it('never go to a name that leads inside', async () => {
    const resolve = () => Promise.resolve(['127.0.0.1']);
    const bound = new SafeDialler({ privateHosts: [], denyPorts: new Set() }, { resolve });
    const sent = new SafeWebhookSender(bound, { ...POLICY, EGRESS_PRIVATE_HOSTS: [] }).send({
      url: 'https://hooks.example.test/in',
      headers: {},
      body: '{}',
    });
    await expect(sent).rejects.toMatchObject({ code: 'destination_refused' });
    await bound.destroy();
  });

  it('stay where they were sent, whatever redirect answers', async () => {
    await using elsewhere = await new FakeProvider().start();
    server.answer = (_req, res) => res.writeHead(307, { location: elsewhere.url }).end();
    expect(await send(server.url)).toBe(307);
    expect(elsewhere.seen).toEqual([]);
  });

  it('do not wait for the end of an answer without end', async () => {
    let closed = false;
    server.answer = (_req, res) => {
      res.writeHead(200);
      const more = setInterval(() => res.write('x'.repeat(32 * 1024)), 5);
      res.on('close', () => {
        closed = true;
        clearInterval(more);
      });
    };
    expect(await send(server.url)).toBe(200);
    await until(() => closed);
  });
});
