import { burnDownView } from '../../../../testing/money-views';
import { burnDownOptions } from './burn-down-options';
import { linesOf } from './burn-down-series';

const LOOK = { text: '', line: '', surface: '', strong: '', spent: '', limit: '#f00' };

describe('the chart of a budget', () => {
  it('names the limit beside the grid, where no line goes through the word', () => {
    const lines = linesOf(burnDownView(), '48000000000', Date.parse('2026-11-06T00:00:00Z'));
    const options = burnDownOptions(lines, LOOK) as {
      grid: { right: number };
      series: { name: string; markLine?: { label: object; data: object[] } }[];
    };
    const [spent] = options.series;
    expect(spent?.markLine?.data).toEqual([{ yAxis: lines.limit }]);
    expect(spent?.markLine?.label).toMatchObject({ position: 'end', formatter: 'Limit' });
    // The word in 11 px, and a gap.
    expect(options.grid.right).toBeGreaterThanOrEqual(36);
  });
});
