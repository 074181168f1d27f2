import { ProviderCatalogue } from '@renum/providers';
import type { OpenedSecret } from '@renum/vault';
import { SafeDialler } from './net/dialler';
import { SafeTraceSender } from './safe-trace-sender';
import { FakeProvider, json } from './spec/provider';

/** P1 and P2 for traces. Real: sockets, the catalogue's Langfuse. */
describe('traces to a tenant’s Langfuse', () => {
  const manifest = new ProviderCatalogue().get('langfuse');
  const BODY = Buffer.from('{"resourceSpans":[]}');
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

  const secret = (over: Partial<OpenedSecret> = {}): OpenedSecret => ({
    credentialId: '01a1fda5-f963-7196-8187-043089000040',
    provider: 'langfuse',
    kind: 'basic',
    version: 1,
    standIn: false,
    baseUrl: server.url,
    value: 'pk-lf-1:sk-lf-1',
    hidden: [],
    ...over,
  });
  const send = (over: Partial<OpenedSecret> = {}) =>
    new SafeTraceSender(dialler, manifest, undefined).send(secret(over), BODY);

  it('go to the credential’s own place, below its path, with its keys', async () => {
    server.answer = (_req, res) => json(res, {});
    expect(await send({ baseUrl: `${server.url}/langfuse` })).toEqual({ status: 200 });
    expect(server.seen).toMatchObject([
      {
        method: 'POST',
        url: '/langfuse/api/public/otel/v1/traces',
        body: BODY.toString(),
        headers: {
          authorization: `Basic ${Buffer.from('pk-lf-1:sk-lf-1').toString('base64')}`,
          'content-type': 'application/json',
        },
      },
    ]);
  });

  it.each(['https://169.254.169.254', 'https://10.0.0.1', 'http://example.com', undefined])(
    'never go to %s',
    async (baseUrl) => {
      await expect(send({ baseUrl })).rejects.toMatchObject({ code: 'destination_refused' });
    },
  );

  it('never go out for a stand-in’s keys where no stand-in runs', async () => {
    await expect(send({ standIn: true })).rejects.toMatchObject({ code: 'destination_refused' });
    expect(server.seen).toEqual([]);
  });

  it('carry no keys after a redirect', async () => {
    await using elsewhere = await new FakeProvider().start();
    server.answer = (_req, res) => res.writeHead(308, { location: elsewhere.url }).end();
    expect(await send()).toEqual({ status: 308 });
    expect(elsewhere.seen).toEqual([]);
  });

  it.each([
    [{ partialSuccess: { rejectedSpans: '3', errorMessage: 'sk-lf-1 is wrong' } }, '3 spans'],
    [{ partialSuccess: { rejectedSpans: 2 } }, '2 spans'],
    [{ partialSuccess: { rejectedSpans: 0 } }, undefined],
    [{ anything: 'else' }, undefined],
  ])('are known to be taken in part by %j', async (answer, rejected) => {
    server.answer = (_req, res) => json(res, answer);
    expect((await send()).rejected).toBe(rejected);
  });

  it('end at an answer without end', async () => {
    server.answer = (_req, res) => {
      res.writeHead(200);
      const more = setInterval(() => res.write('x'.repeat(32 * 1024)), 5);
      res.on('close', () => clearInterval(more));
    };
    expect(await send()).toEqual({ status: 200 });
  });
});
