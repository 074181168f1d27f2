import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { ClaimLoop } from './claim-loop';

describe('a loop over claims', () => {
  const claims = { due: jest.fn<Promise<number[]>, [number]>(), prune: jest.fn() };
  const worked: number[] = [];
  class Loop extends ClaimLoop<number> {
    constructor() {
      const work = (item: number) => Promise.resolve(void worked.push(item));
      super({ claims, work, what: 'Numbers', everyMs: 5, atOnce: 2 });
    }
  }
  const looks = async (count: number) => {
    while (claims.due.mock.calls.length < count) await delay(5);
  };

  it('works while the process lives, forgets what is old once an hour, and goes on after a failure', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    claims.due.mockRejectedValueOnce(new Error('away')).mockResolvedValue([]);
    claims.due.mockResolvedValueOnce([1, 2]);
    const loop = new Loop();
    loop.onApplicationBootstrap();
    await looks(4);
    expect(worked).toEqual([1, 2]);
    expect(claims.due).toHaveBeenCalledWith(2);
    expect(claims.prune).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith('Numbers wait for the next look: away');
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + 3_600_001);
    await looks(claims.due.mock.calls.length + 2);
    expect(claims.prune).toHaveBeenCalledTimes(2);
    await loop.beforeApplicationShutdown();
    const { length } = claims.due.mock.calls;
    await delay(30);
    expect(claims.due).toHaveBeenCalledTimes(length);
  });
});
