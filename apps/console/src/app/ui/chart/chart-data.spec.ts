import { stepText, valueText, type ChartData } from './chart-data';
import { colorsOf, LIGHT } from './chart-look';
import { chartOptions } from './chart-options';

const DATA: ChartData = {
  unit: 'money',
  labels: ['Nov 20', 'Nov 21'],
  series: [
    { name: 'Researcher', values: [1.5, 0] },
    { name: 'Others', values: [0.25, undefined], tone: 'muted' },
  ],
};

describe('a chart', () => {
  it('says its steps in words', () => {
    expect(stepText(DATA, 0)).toBe('Nov 20: Researcher $1.5, Others $0.25');
    expect(stepText(DATA, 1)).toBe('Nov 21: nothing');
  });

  it.each([
    [1234, 'count', '1,234', '1.2K'],
    [0.915, 'percent', '91.5%', '91.5%'],
    [640, 'duration', '640 ms', '640 ms'],
    [14_200, 'duration', '14.2 s', '14.2 s'],
    [0.000012, 'money', '$0.000012', '$0.000012'],
  ] as const)('reads %d as %s', (value, unit, long, short) => {
    expect(valueText(value, unit)).toBe(long);
    expect(valueText(value, unit, true)).toBe(short);
  });

  it('keeps colours with a meaning out of the palette', () => {
    const [others, first] = colorsOf(DATA.series.toReversed(), LIGHT);
    expect([others, first]).toEqual([LIGHT.tones.muted, LIGHT.colors[0]]);
  });

  it('stacks bars, and leaves a gap in a line where nothing is known', () => {
    const bars = chartOptions(DATA, 'bars', LIGHT)['series'] as { stack?: string }[];
    expect(bars.map(({ stack }) => stack)).toEqual(['all', 'all']);
    const lines = chartOptions(DATA, 'lines', LIGHT)['series'] as {
      stack?: string;
      data: unknown;
    }[];
    expect(lines[1]).toMatchObject({ type: 'line', data: [0.25, null] });
    expect(lines[1]?.stack).toBeUndefined();
  });
});
