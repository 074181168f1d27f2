import type { RunEvent } from '@renum/contracts';
import { HoldBack } from './hold-back';

const NOW = Date.parse('2026-01-01T00:00:10.000Z');
const event = (seq: number, ageMs: number): RunEvent => ({
  runId: 'r',
  seq,
  at: new Date(NOW - ageMs).toISOString(),
  type: 'run.state',
  state: 'running',
});
const numbers = (events: RunEvent[]) => events.map(({ seq }) => seq);

describe('holding back', () => {
  it('keeps a recent stored event until it was published', () => {
    const hold = new HoldBack();
    const stored = [event(1, 9_000), event(4, 20)];
    expect(numbers(hold.ready(stored, [event(1, 9_000)], NOW))).toEqual([1]);
    expect(numbers(hold.ready(stored, [event(4, 20)], NOW + 5))).toEqual([1, 4]);
  });

  it('lets an event of the past go at once, published or not', () => {
    expect(numbers(new HoldBack().ready([event(1, 9_000), event(4, 3_000)], [], NOW))).toEqual([
      1, 4,
    ]);
  });

  it('lets go of what stands before something published', () => {
    const stored = [event(5, 10), event(6, 10)];
    expect(numbers(new HoldBack().ready(stored, [event(100_005, 0)], NOW))).toEqual([5, 6]);
  });

  it('gives up after a second, also when a clock runs ahead', () => {
    const hold = new HoldBack();
    const stored = [event(4, -60_000)];
    expect(hold.ready(stored, [], NOW)).toEqual([]);
    expect(hold.ready(stored, [], NOW + 999)).toEqual([]);
    expect(numbers(hold.ready(stored, [], NOW + 1_000))).toEqual([4]);
  });
});
