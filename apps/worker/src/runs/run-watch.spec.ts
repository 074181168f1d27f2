import { DomainError } from '@renum/platform';
import { RunWatch, type RunWatchOptions } from './run-watch';

/** The clocks that hold whatever happens inside, against a runtime that does not. */
describe('the watch over a run', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function watch(change: Partial<RunWatchOptions> = {}) {
    const calls = { askToStop: jest.fn(), force: jest.fn(), lost: jest.fn() };
    const over = new RunWatch({
      renew: () => Promise.resolve({ stopRequested: false, walletEmpty: false }),
      renewEveryMs: 1_000,
      leaseMs: 15_000,
      diskBytes: () => Promise.resolve(0),
      maxDiskBytes: 1024,
      remainingMs: 60_000,
      waitedMs: () => Promise.resolve(0),
      ...calls,
      ...change,
    });
    return { ...calls, over };
  }

  it('ends a run that goes on past its time', async () => {
    const { force } = watch({ remainingMs: 5_000 });
    await jest.advanceTimersByTimeAsync(14_000);
    expect(force).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(force.mock.calls).toMatchObject([[{ state: 'limit', limit: 'time' }]]);
  });

  it('does not count the time in which a person was waited for', async () => {
    const begun = Date.now();
    // From the third second on, for 60 s.
    const waitedMs = () => Promise.resolve(Math.min(60_000, Date.now() - begun - 3_000));
    const { force } = watch({ remainingMs: 5_000, waitedMs });
    await jest.advanceTimersByTimeAsync(74_000);
    expect(force).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(3_000);
    expect(force).toHaveBeenCalledTimes(1);
  });

  it('ends a run in time although nobody knows for a moment how long it waited', async () => {
    let answers = 0;
    const waitedMs = () =>
      (answers += 1) < 3 ? Promise.reject(new Error('away')) : Promise.resolve(0);
    const { force } = watch({ remainingMs: 5_000, waitedMs });
    await jest.advanceTimersByTimeAsync(19_000);
    expect(force).toHaveBeenCalledTimes(1);
  });

  it('ends a run that goes on although its tenant has no money left', async () => {
    let walletEmpty = false;
    const { force } = watch({
      renew: () => Promise.resolve({ stopRequested: false, walletEmpty }),
    });
    await jest.advanceTimersByTimeAsync(5_000);
    expect(force).not.toHaveBeenCalled();
    walletEmpty = true;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(force.mock.calls).toMatchObject([[{ state: 'limit', limit: 'budget' }]]);
  });

  it('asks to stop, and within two seconds insists', async () => {
    const { over, askToStop, force } = watch();
    over.stop();
    over.stop();
    expect(askToStop).toHaveBeenCalledTimes(1);
    expect(force).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1_500);
    expect(force.mock.calls).toEqual([[{ state: 'stopped' }]]);
  });

  it('hears of a stop from the lease alone', async () => {
    const { askToStop } = watch({
      renew: () => Promise.resolve({ stopRequested: true, walletEmpty: true }),
    });
    await jest.advanceTimersByTimeAsync(2_000);
    expect(askToStop).toHaveBeenCalledTimes(1);
  });

  it('ends a run whose workspace is full', async () => {
    const { force } = watch({ diskBytes: () => Promise.resolve(1025) });
    await jest.advanceTimersByTimeAsync(6_000);
    expect(force.mock.calls[0]).toMatchObject([{ state: 'limit', limit: 'disk' }]);
  });

  it('lets go at once when fenced off', async () => {
    const fenced = new DomainError('fenced', 'Another worker holds it.');
    const { lost } = watch({ renew: () => Promise.reject(fenced) });
    await jest.advanceTimersByTimeAsync(1_500);
    expect(lost).toHaveBeenCalledWith(fenced);
  });

  it('holds on through a short outage, and lets go when the lease must be over', async () => {
    const { lost } = watch({ renew: () => Promise.reject(new Error('PostgreSQL is away')) });
    await jest.advanceTimersByTimeAsync(14_000);
    expect(lost).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(3_000);
    expect(lost).toHaveBeenCalled();
  });

  it('does nothing more once closed', async () => {
    const { over, force, lost } = watch({ diskBytes: () => Promise.resolve(1025) });
    over.close();
    await jest.advanceTimersByTimeAsync(120_000);
    expect([force.mock.calls, lost.mock.calls]).toEqual([[], []]);
  });
});
