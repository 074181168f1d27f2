import type { RunEvent } from '@renum/contracts';
import { RunFeed } from './run-feed';

const event = (seq: number): RunEvent => ({
  runId: 'r',
  seq,
  at: '2026-01-01T00:00:00.000Z',
  type: 'text.delta',
  messageId: 'm',
  text: String(seq),
});
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A small generator with a seed, so that a failure can be repeated. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe('a run feed', () => {
  const feedOn = (stored: RunEvent[], after = 0) => {
    const sent: number[] = [];
    const reads: number[] = [];
    const failures: unknown[] = [];
    const feed = new RunFeed(
      after,
      async (last) => {
        reads.push(last);
        await turn();
        return stored.filter(({ seq }) => seq > last);
      },
      ({ seq }) => sent.push(seq),
      (error) => failures.push(error),
    );
    return { feed, sent, reads, failures };
  };

  it('sends the past, then what continues it, without another read', async () => {
    const { feed, sent, reads } = feedOn([event(1), event(2)]);
    await feed.catchUp();
    feed.offer(event(3));
    feed.offer(event(4));
    expect(sent).toEqual([1, 2, 3, 4]);
    expect(reads).toEqual([0]);
  });

  it('begins after the number that the viewer has', async () => {
    const { feed, sent } = feedOn([event(1), event(2), event(3)], 2);
    await feed.catchUp();
    expect(sent).toEqual([3]);
  });

  it('keeps live events that come during the read, in order', async () => {
    const { feed, sent } = feedOn([event(1), event(2)]);
    const caughtUp = feed.catchUp();
    feed.offer(event(2));
    feed.offer(event(4));
    feed.offer(event(3));
    await caughtUp;
    expect(sent).toEqual([1, 2, 3, 4]);
  });

  it('reads the past at a gap, and accepts the gap when there is nothing in it', async () => {
    const stored = [event(1)];
    const { feed, sent, reads } = feedOn(stored);
    await feed.catchUp();
    stored.push(event(2));
    feed.offer(event(100_001));
    await feed.catchUp();
    expect(sent).toEqual([1, 2, 100_001]);
    expect(reads).toEqual([0, 1]);
  });

  it('says once that it cannot read, and is closed then', async () => {
    const failures: unknown[] = [];
    const sent: number[] = [];
    const feed = new RunFeed(
      0,
      () => Promise.reject(new Error('away')),
      ({ seq }) => sent.push(seq),
      (error) => failures.push(error),
    );
    await feed.catchUp();
    feed.offer(event(1));
    await turn();
    expect(failures).toEqual([new Error('away')]);
    expect(sent).toEqual([]);
  });

  it('sends nothing after it was closed, not even from a read under way', async () => {
    const { feed, sent } = feedOn([event(1)]);
    const reading = feed.catchUp();
    feed.close();
    await reading;
    feed.offer(event(2));
    expect(sent).toEqual([]);
  });

  it.each(Array.from({ length: 200 }, (_, seed) => seed))(
    'is exact whatever is late, double or lost on the way (seed %i)',
    async (seed) => {
      const random = dice(seed + 1);
      const stored: RunEvent[] = [];
      const { feed, sent } = feedOn(stored);
      const late: RunEvent[] = [];
      let seq = 0;
      void feed.catchUp();
      for (let step = 0; step < 60; step += 1) {
        seq += random() < 0.1 ? 1 + Math.floor(random() * 50) : 1;
        stored.push(event(seq));
        const fate = random();
        if (fate < 0.6) feed.offer(event(seq));
        else if (fate < 0.75) late.push(event(seq));
        else if (fate < 0.85) for (let i = 0; i < 2; i += 1) feed.offer(event(seq));
        const oldest = random() < 0.3 ? late.shift() : undefined;
        if (oldest) feed.offer(oldest);
        if (random() < 0.3) await turn();
      }
      await feed.catchUp();
      await feed.catchUp();
      expect(sent).toEqual(stored.map((one) => one.seq));
    },
  );
});
