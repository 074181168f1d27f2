import { createHmac } from 'node:crypto';
import { binance } from './catalogue/binance';
import { coinbaseExchange } from './catalogue/coinbase-exchange';
import { tavily } from './catalogue/tavily';
import { injectedInto, injectedQuery } from './injection';
import { providerManifest } from './manifest';
import { signatures } from './signature';

const request = {
  method: 'GET',
  path: '/a',
  query: '',
  body: Buffer.alloc(0),
  now: 1_700_000_000_500,
};

describe('signed requests', () => {
  // https://developers.binance.com/docs/binance-spot-api-docs/rest-api/endpoint-security-type
  it("gives the signature of Binance's own example", () => {
    const apiKey = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
    const secretKey = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
    const manifest = providerManifest.parse(binance);
    const injected = injectedInto(manifest, JSON.stringify({ apiKey, secretKey }));
    const { headers, query } = signatures(injected, {
      ...request,
      query:
        '?symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000',
      now: 1499827319559,
    });
    expect(query).toMatch(
      /&timestamp=1499827319559&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71$/,
    );
    expect(headers).toEqual([]);
    expect(injected.headers).toContainEqual(['x-mbx-apikey', apiKey]);
    // The signing key is never sent, but masked all the same.
    expect(injected.secrets).toEqual(expect.arrayContaining([apiKey, secretKey]));
    expect(injectedQuery(injected, '?signature=own&timestamp=1&symbol=X')).toBe('?symbol=X');
  });

  it('signs time, method, target and body as Coinbase Exchange wants it', () => {
    const key = Buffer.from('a signing key').toString('base64');
    const secret = JSON.stringify({ apiKey: 'key', secret: key, passphrase: 'pass' });
    const injected = injectedInto(providerManifest.parse(coinbaseExchange), secret);
    const body = Buffer.from('{"a":1}');
    const { headers, query } = signatures(injected, { ...request, query: '?b=1', body });
    const sum = createHmac('sha256', 'a signing key').update('1700000000GET/a?b=1{"a":1}');
    expect(Object.fromEntries(headers)).toEqual({
      'cb-access-timestamp': '1700000000',
      'cb-access-sign': sum.digest('base64'),
    });
    expect(query).toBe('?b=1');
  });

  it('puts other parts of the credential and separators in, and says the time as asked', () => {
    const manifest = providerManifest.parse({
      ...tavily,
      credential: {
        kind: 'custom',
        fields: [
          { name: 'id', label: 'a' },
          { name: 'key', label: 'b' },
        ],
      },
      injections: [
        {
          type: 'signed',
          algorithm: 'hmac-sha512',
          field: 'key',
          keyEncoding: 'hex',
          parts: ['method', 'path', { field: 'id' }, 'timestamp'],
          separator: '\n',
          signature: { in: 'header', name: 'x-sum' },
          timestamp: { unit: 'iso', at: { in: 'header', name: 'x-date' } },
        },
      ],
    });
    const { headers } = signatures(injectedInto(manifest, '{"id":"me","key":"00ff"}'), request);
    const date = '2023-11-14T22:13:20.500Z';
    const sum = createHmac('sha512', Buffer.from('00ff', 'hex')).update(`GET\n/a\nme\n${date}`);
    expect(headers).toEqual([
      ['x-date', date],
      ['x-sum', sum.digest('hex')],
    ]);
  });

  it.each([
    ['a timestamp that is not sent', { parts: ['timestamp'] }],
    ['a field that is not there', { parts: [{ field: 'nobody' }] }],
    ['nothing', { parts: [] }],
  ])('cannot sign %s', (_, change) => {
    const rule = { type: 'signed', parts: ['body'], signature: { in: 'header', name: 'x' } };
    const injections = [{ ...rule, ...change }];
    expect(providerManifest.safeParse({ ...tavily, injections }).success).toBe(false);
  });

  it('takes its places for itself', () => {
    const rule = { type: 'signed', parts: ['body'], signature: { in: 'header', name: 'x' } };
    const injections = [rule, { type: 'header', name: 'x' }];
    expect(providerManifest.safeParse({ ...tavily, injections }).success).toBe(false);
    expect(providerManifest.safeParse({ ...tavily, injections: [rule] }).success).toBe(true);
  });
});
