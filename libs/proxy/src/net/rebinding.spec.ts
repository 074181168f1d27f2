import { connect, type Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { Canary } from '../spec/canary';
import { MODEL, SECRET, SpecPlane } from '../spec/plane';
import { FakeProvider, json } from '../spec/provider';

const PUBLIC = '8.8.8.8';

/** The internet: its one public address is the provider, and what is private is what it always is. */
const internet =
  (provider: FakeProvider, canary: Canary): buildConnector.connector =>
  ({ hostname }, callback) => {
    const isPublic = hostname === PUBLIC;
    const port = isPublic ? provider.port : canary.port;
    const socket: Socket = connect(port, isPublic ? '127.0.0.1' : hostname);
    socket.once('connect', () => callback(null, socket));
    socket.once('error', (error) => callback(error, null));
  };

const answers = (canary: Canary): string[][] => [
  [PUBLIC],
  ['127.0.0.1'],
  [PUBLIC, '127.0.0.1'],
  ['127.0.0.1', PUBLIC],
  ['::1'],
  [PUBLIC, '::ffff:127.0.0.1'],
  ['::ffff:7f00:1'],
  [PUBLIC, PUBLIC, '0.0.0.0'],
  ['169.254.169.254'],
  [`127.0.0.1:${canary.port}`],
];

/** Real: the plane, the dialler, sockets. Played: the name server, which lies as often as it can. */
describe('a name that changes its mind', () => {
  it('is dialled 200 times: no private address is reached, no key is at a wrong host', async () => {
    await using provider = await new FakeProvider().start();
    await using canary = await new Canary().start();
    const all = answers(canary);
    const dialled: string[] = [];
    let lookups = 0;
    await using plane = await new SpecPlane({
      providerUrl: provider.url,
      config: { model: { provider: 'openai', name: MODEL } },
      // Every circuit stays closed, so that each try is one.
      dialler: {
        resolve: () => Promise.resolve(all[lookups++ % all.length] ?? []),
        onDial: (address) => dialled.push(address),
        connector: internet(provider, canary),
      },
    }).start();
    // No connection is kept, so each try asks the name server again.
    provider.answer = (_req, res) => {
      res.setHeader('connection', 'close');
      json(res, { object: 'list', data: [] });
    };
    const outcomes: Record<string, number> = {};
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const answer = await plane.call('/llm/openai/v1/models');
      await answer.arrayBuffer();
      const decision = answer.headers.get('x-renum-decision') ?? 'none';
      outcomes[decision] = (outcomes[decision] ?? 0) + 1;
    }
    expect({ lookups, outcomes }).toEqual({
      lookups: 200,
      outcomes: { allowed: 20, 'refused:destination_refused': 180 },
    });
    expect(canary.heard).toEqual([]);
    expect(new Set(dialled)).toEqual(new Set([PUBLIC]));
    expect(provider.seen).toHaveLength(20);
    for (const { headers } of provider.seen)
      expect(headers).toMatchObject({
        host: 'api.openai.com',
        authorization: `Bearer ${SECRET}`,
      });
  });
});
