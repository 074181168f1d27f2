import { setTimeout as delay } from 'node:timers/promises';
import { Pump } from './pump';

describe('a pump', () => {
  const failures: unknown[] = [];
  const pumpOf = (take: (room: number) => Promise<number[]>, work: (n: number) => Promise<void>) =>
    new Pump({
      take,
      work,
      failed: (error) => failures.push(error),
      everyMs: 5,
      atOnce: 2,
      patienceMs: 200,
    }).start();
  beforeEach(() => failures.splice(0));

  it('works on no more at once than it may, and asks for what there is room for', async () => {
    let [busy, most, next] = [0, 0, 0];
    const pump = pumpOf(
      (room) => Promise.resolve(Array.from({ length: room }, () => (next += 1))),
      async () => {
        most = Math.max(most, (busy += 1));
        await delay(10);
        busy -= 1;
      },
    );
    while (next <= 4) await delay(5);
    await pump.close();
    expect(most).toBe(2);
    expect(busy).toBe(0);
  });

  it('goes on after a failure of either', async () => {
    let turn = 0;
    const worked: number[] = [];
    const pump = pumpOf(
      () => {
        turn += 1;
        return turn === 1 ? Promise.reject(new Error('take')) : Promise.resolve([turn]);
      },
      (item) => {
        worked.push(item);
        return item === 2 ? Promise.reject(new Error('work')) : Promise.resolve();
      },
    );
    // It takes again after both.
    while (worked.length < 2) await delay(5);
    await pump.close();
    expect(failures).toEqual([new Error('take'), new Error('work')]);
  });

  it('begins nothing when it is closed, and does not wait for ever', async () => {
    let taken = 0;
    const pump = pumpOf(
      () => Promise.resolve([(taken += 1)]),
      () => new Promise(() => undefined),
    );
    while (taken === 0) await delay(5);
    const startedAt = performance.now();
    await pump.close();
    expect(performance.now() - startedAt).toBeGreaterThan(150);
    const before = taken;
    await delay(30);
    expect(taken).toBe(before);
  });
});
