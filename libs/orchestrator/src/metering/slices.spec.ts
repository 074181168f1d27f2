import { slicesOf, type Began } from './slices';

const at = (text: string): number => Date.parse(`2026-11-30T${text}Z`);
const run = (text: string, runId: string): Began => ({ at: at(text), runId, agentVersionId: 'v' });
const shown = (from: string, to: number, began: Began[] = []) =>
  slicesOf(at(from), to, began).map((slice) => [
    new Date(slice.from).toISOString().slice(8, 19),
    slice.to - slice.from,
    slice.of?.runId,
  ]);

describe('the time of a sandbox', () => {
  it('is one slice within an hour and a run', () => {
    expect(shown('10:00:00', at('10:01:00'), [run('09:59:59.500', 'a')])).toEqual([
      ['30T10:00:00', 60_000, 'a'],
    ]);
  });

  it('is cut at hours, days and months', () => {
    expect(shown('22:59:59.999', at('22:59:59.999') + 3_600_002)).toEqual([
      ['30T22:59:59', 1, undefined],
      ['30T23:00:00', 3_600_000, undefined],
      ['01T00:00:00', 1, undefined],
    ]);
  });

  it('is of the run that began last, whatever order they come in', () => {
    const began = [run('10:00:40', 'c'), run('10:00:10', 'b'), run('09:00:00', 'a')];
    expect(shown('10:00:00', at('10:01:00'), began)).toEqual([
      ['30T10:00:00', 10_000, 'a'],
      ['30T10:00:10', 30_000, 'b'],
      ['30T10:00:40', 20_000, 'c'],
    ]);
  });

  it('has no slice of nothing', () => {
    expect(shown('10:00:00', at('10:00:00'))).toEqual([]);
    expect(shown('10:00:00', at('10:00:05'), [run('10:00:00', 'a'), run('10:00:05', 'b')])).toEqual(
      [['30T10:00:00', 5_000, 'a']],
    );
  });
});
