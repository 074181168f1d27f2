import { credentialView } from '../../../testing/views';
import { endOfDay, endsSoon, expiryText, isOver, usableFirst } from './credential-life';

const NOW = Date.parse('2026-11-21T10:00:00Z');

describe('the life of a credential', () => {
  it.each([
    [undefined, undefined],
    ['2026-11-21T09:59:59Z', 'expired'],
    ['2026-11-21T10:20:00Z', 'expires within the hour'],
    ['2026-11-21T18:00:00Z', 'expires within a day'],
    ['2026-11-22T12:00:00Z', 'expires in 1 day'],
    ['2026-11-24T12:00:00Z', 'expires in 3 days'],
    ['2027-03-01T12:00:00Z', 'expires Mar 1, 2027'],
  ])('says of the end %s: %s', (expiresAt, text) => {
    expect(expiryText(expiresAt, NOW)).toBe(text);
  });

  it('warns two weeks before the end, and believes the server over the clock', () => {
    const at = (expiresAt: string) => credentialView({ expiresAt });
    expect(endsSoon(at('2026-12-01T00:00:00Z'), NOW)).toBe(true);
    expect(endsSoon(at('2027-12-01T00:00:00Z'), NOW)).toBe(false);
    expect(endsSoon(credentialView(), NOW)).toBe(false);
    expect(isOver(credentialView({ expired: true, expiresAt: '2026-11-21T10:00:09Z' }), NOW)).toBe(
      true,
    );
    expect(isOver(at('2026-11-21T10:00:09Z'), NOW)).toBe(false);
  });

  it('puts the revoked ones last', () => {
    const rows = [credentialView({ id: 'old', state: 'revoked' }), credentialView()];
    expect(rows.toSorted(usableFirst).map(({ id }) => id)).toEqual(['credential-1', 'old']);
  });

  it('lets a key work through its last day', () => {
    expect(new Date(endOfDay('2026-12-24') ?? '').getTime()).toBe(
      new Date(2026, 11, 24, 23, 59, 59).getTime(),
    );
    expect(endOfDay('')).toBeUndefined();
    expect(endOfDay('never')).toBeUndefined();
  });
});
