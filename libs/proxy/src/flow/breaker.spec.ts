import { Breakers, verdictOf } from './breaker';
import { RateGate } from './rate-gate';

describe('Breakers', () => {
  const setUp = () => {
    const clock = { now: 0 };
    return { clock, breakers: new Breakers(() => clock.now) };
  };
  const fail = (breakers: Breakers, times: number, key = 'a') => {
    for (let count = 0; count < times; count += 1) breakers.enter(key)('failed');
  };

  it('opens after five failures in a row, for that key alone', () => {
    const { breakers } = setUp();
    fail(breakers, 4);
    breakers.enter('a')('well');
    fail(breakers, 5);
    expect(() => breakers.enter('a')).toThrow(
      expect.objectContaining({ code: 'upstream_unreachable', details: { retryAfterSeconds: 5 } }),
    );
    breakers.enter('b');
  });

  it('lets one probe through; its failure doubles the pause', () => {
    const { breakers, clock } = setUp();
    fail(breakers, 5);
    clock.now = 5_000;
    const leave = breakers.enter('a');
    expect(() => breakers.enter('a')).toThrow();
    leave('failed');
    clock.now = 14_999;
    expect(() => breakers.enter('a')).toThrow();
    clock.now = 15_000;
    breakers.enter('a')('well');
    breakers.enter('a');
    breakers.enter('a');
  });

  it('gives the probe to the next one when it said nothing', () => {
    const { breakers, clock } = setUp();
    fail(breakers, 5);
    clock.now = 5_000;
    breakers.enter('a')('unknown');
    breakers.enter('a')('well');
    breakers.enter('a');
  });

  it('does not add up failures that lie far apart, nor late news of before', () => {
    const { breakers, clock } = setUp();
    fail(breakers, 4);
    clock.now = 60_001;
    fail(breakers, 4);
    const slow = breakers.enter('a');
    breakers.enter('a')('failed');
    slow('well');
    expect(() => breakers.enter('a')).toThrow();
  });

  it.each([
    [{ status: 200, ending: 'complete' }, 'well'],
    [{ status: 404, ending: 'complete' }, 'well'],
    [{ status: 429, ending: 'complete' }, 'unknown'],
    [{ status: 500, ending: 'complete' }, 'failed'],
    [{ ending: 'cut', refusal: { code: 'upstream_timeout', message: '' } }, 'failed'],
    [{ ending: 'unsent', refusal: { code: 'upstream_unreachable', message: '' } }, 'failed'],
    [{ ending: 'unsent', refusal: { code: 'destination_refused', message: '' } }, 'unknown'],
    [{ ending: 'unsent', callerLeft: true }, 'unknown'],
  ] as const)('takes %j for %s', (result, verdict) => {
    expect(verdictOf({ responseBytes: 0, callerLeft: false, ...result })).toBe(verdict);
  });
});

describe('RateGate', () => {
  it('holds a burst of the limit, and fills evenly', () => {
    const clock = { now: 0 };
    const gate = new RateGate(() => clock.now);
    const limit = { requests: 10, seconds: 1 };
    const passed = () => {
      let count = 0;
      try {
        for (; count < 100; count += 1) gate.pass('a', limit);
      } catch (error) {
        expect(error).toMatchObject({ code: 'too_many_requests' });
      }
      return count;
    };
    expect(passed()).toBe(10);
    clock.now = 100;
    expect(passed()).toBe(1);
    clock.now = 600;
    expect(passed()).toBe(5);
    gate.pass('b', limit);
    clock.now = 10_000;
    expect(passed()).toBe(10);
  });
});
