import { FakeProvider, json } from '../spec/provider';
import { SafeDialler } from './dialler';
import type { EgressPolicy } from './egress-policy';

const policy = (change: Partial<EgressPolicy> = {}): EgressPolicy => ({
  privateHosts: [],
  denyPorts: new Set(),
  ...change,
});

async function get(dialler: SafeDialler, zone: 'public' | 'listed' | 'stand-in', origin: string) {
  const answer = await dialler.dispatcher(zone).request({ origin, path: '/', method: 'GET' });
  return answer.body.text();
}

describe('the dialler', () => {
  it('resolves once and dials exactly the address that it classified', async () => {
    await using provider = await new FakeProvider().start();
    const dialled: string[] = [];
    let lookups = 0;
    const dialler = new SafeDialler(policy({ privateHosts: ['models.lan'] }), {
      // A rebinding name: harmless the first time, the metadata service from then on.
      resolve: () => Promise.resolve([lookups++ === 0 ? '127.0.0.1' : '169.254.169.254']),
      onDial: (address) => dialled.push(address),
    });
    await get(dialler, 'listed', `http://models.lan:${provider.port}`);
    expect({ lookups, dialled }).toEqual({ lookups: 1, dialled: ['127.0.0.1'] });
    await dialler.destroy();
  });

  it('reaches no private address in 200 tries of a rebinding name', async () => {
    await using provider = await new FakeProvider().start();
    const dialled: string[] = [];
    let turn = 0;
    const dialler = new SafeDialler(policy(), {
      resolve: () => Promise.resolve(turn++ % 2 === 0 ? ['127.0.0.1'] : ['8.8.8.8', '127.0.0.1']),
      onDial: (address) => dialled.push(address),
    });
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const outcome = get(dialler, 'public', `https://rebind-${attempt}.example:${provider.port}`);
      await expect(outcome).rejects.toMatchObject({ code: 'destination_refused' });
    }
    expect({ turn, dialled, seen: provider.seen.length }).toEqual({
      turn: 200,
      dialled: [],
      seen: 0,
    });
    await dialler.destroy();
  });

  it.each(['127.0.0.1', '[::1]', '2130706433', '[::ffff:127.0.0.1]'])(
    'checks the literal %s, which no resolver sees',
    async (host) => {
      await using provider = await new FakeProvider().start();
      const resolve = jest.fn(() => Promise.resolve(['8.8.8.8']));
      const dialler = new SafeDialler(policy(), { resolve });
      const { origin } = new URL(`https://${host}:${provider.port}`);
      await expect(get(dialler, 'public', origin)).rejects.toMatchObject({
        code: 'destination_refused',
      });
      expect(resolve).not.toHaveBeenCalled();
      expect(provider.seen).toHaveLength(0);
      await dialler.destroy();
    },
  );

  it('tries the next address of a name when one does not answer', async () => {
    await using provider = await new FakeProvider().start();
    provider.answer = (_req, res) => json(res, { reached: true });
    const dialler = new SafeDialler(policy({ privateHosts: ['models.lan'] }), {
      // Nothing listens on 127.0.0.2 at that port.
      resolve: () => Promise.resolve(['127.0.0.2', '127.0.0.1']),
    });
    const text = await get(dialler, 'listed', `http://models.lan:${provider.port}`);
    expect(text).toContain('reached');
    await dialler.destroy();
  });

  it('shares no connection between the zones', async () => {
    await using provider = await new FakeProvider().start();
    const dialler = new SafeDialler(policy({ standInOrigin: provider.url }));
    await get(dialler, 'stand-in', provider.url);
    // A warm connection to that origin exists, in the other zone.
    await expect(get(dialler, 'listed', provider.url)).rejects.toMatchObject({
      code: 'destination_refused',
    });
    await dialler.destroy();
  });
});
