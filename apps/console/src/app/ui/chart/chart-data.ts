/** In what a chart's values are counted; money in whole units of the currency. */
export type ChartUnit = 'money' | 'count' | 'percent' | 'duration';

/** A colour with a meaning; a series without one gets the next of the palette. */
export type ChartTone = 'good' | 'attention' | 'bad' | 'muted';

export interface Series {
  name: string;
  /** One a step; nothing where there is none to show, as an average of nothing. */
  values: (number | undefined)[];
  tone?: ChartTone;
}

export interface ChartData {
  unit: ChartUnit;
  /** The steps' names, as the axis and the tooltip show them. */
  labels: string[];
  series: Series[];
}

const count = new Intl.NumberFormat('en');
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
/** As many digits as tell one mark from the next. */
const dollars = new Intl.NumberFormat('en', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 0,
  maximumSignificantDigits: 4,
});
const seconds = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

const duration = (ms: number): string =>
  ms < 1000 ? `${seconds.format(ms)} ms` : `${seconds.format(ms / 1000)} s`;

/** How a value reads; `short` on an axis, where it is one mark among others. */
export function valueText(value: number, unit: ChartUnit, short = false): string {
  switch (unit) {
    case 'money':
      return dollars.format(value);
    case 'percent':
      return percent.format(value);
    case 'duration':
      return duration(value);
    case 'count':
      return (short ? compact : count).format(value);
    default:
      return unit satisfies never;
  }
}

/** One step in words: `Nov 21: Researcher $1.20, Writer $0.30`. What is nothing is left out. */
export function stepText({ labels, series, unit }: ChartData, step: number): string {
  const parts = series.flatMap(({ name, values }) => {
    const value = values[step];
    return value ? `${name} ${valueText(value, unit)}` : [];
  });
  return `${labels[step] ?? ''}: ${parts.length > 0 ? parts.join(', ') : 'nothing'}`;
}
