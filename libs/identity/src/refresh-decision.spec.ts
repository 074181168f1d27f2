import { decideRefresh, REUSE_GRACE_MS } from './refresh-decision';

const now = new Date('2026-11-21T12:00:00Z');
const before = (ms: number): Date => new Date(now.getTime() - ms);
const token = { expiresAt: before(-60_000) };

describe('decideRefresh', () => {
  it.each([
    ['an unused token', token, 'rotate'],
    ['one used a moment ago by another tab', { ...token, usedAt: before(2_000) }, 'rotate_again'],
    [
      'one used at the edge of the grace',
      { ...token, usedAt: before(REUSE_GRACE_MS) },
      'rotate_again',
    ],
    ['one used before the grace', { ...token, usedAt: before(REUSE_GRACE_MS + 1) }, 'reused'],
    ['an expired one', { expiresAt: now }, 'dead'],
    ['a revoked one, grace or not', { ...token, usedAt: before(1), revokedAt: before(1) }, 'dead'],
  ])('%s', (_, presented, decision) => {
    expect(decideRefresh(presented, now)).toBe(decision);
  });
});
