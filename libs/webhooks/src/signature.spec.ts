import { createHmac } from 'node:crypto';
import { newSigningSecret, signedHeaders } from './signature';

describe('a signature', () => {
  // The example that libraries for Standard Webhooks test themselves by.
  const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const MESSAGE = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: 1614265330,
    body: '{"test": 2432232314}',
  };

  it('is the one that receivers expect', () => {
    expect(signedHeaders(MESSAGE, [SECRET])).toEqual({
      'webhook-id': MESSAGE.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is there once by each secret that holds', () => {
    const other = newSigningSecret();
    const key = Buffer.from(other.slice('whsec_'.length), 'base64');
    const content = `${MESSAGE.id}.${MESSAGE.timestamp}.${MESSAGE.body}`;
    const byOther = createHmac('sha256', key).update(content).digest('base64');
    expect(signedHeaders(MESSAGE, [other, SECRET])['webhook-signature']).toBe(
      `v1,${byOther} v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=`,
    );
  });

  it('is made with 32 bytes of chance', () => {
    expect(newSigningSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newSigningSecret()).not.toBe(newSigningSecret());
  });
});
