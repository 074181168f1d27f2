import { upstreamHeaders } from './headers';

describe('headers that go upstream', () => {
  it.each([
    'authorization',
    'x-api-key',
    'xi-api-key',
    'x-subscription-token',
    'private-token',
    'x-rapidapi-key',
    'cookie',
    'stripe-account',
    'x-goog-user-project',
    'openai-organization',
    'x-http-method-override',
  ])('leave out a caller’s own %s', (name) => {
    expect(upstreamHeaders({ [name]: 'own', accept: '*/*' }, [])).toEqual(['accept', '*/*']);
  });

  it('leave out what is injected or fixed, whatever its name', () => {
    const injected = [['x-pd-environment', 'production']] as const;
    expect(upstreamHeaders({ 'x-pd-environment': 'own', 'x-other': '1' }, injected)).toEqual([
      'x-other',
      '1',
    ]);
  });

  it.each(['notion-version', 'anthropic-beta', 'idempotency-key'])('keep %s', (name) => {
    expect(upstreamHeaders({ [name]: '1' }, [])).toEqual([name, '1']);
  });
});
