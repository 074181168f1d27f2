import type { EChartsCoreOption } from 'echarts/core';
import type { BurnDownLines, Point } from './burn-down-series';

export interface BurnDownLook {
  text: string;
  line: string;
  surface: string;
  strong: string;
  spent: string;
  limit: string;
}

const FONT = "'Inter Variable', system-ui, sans-serif";
const DAY_MS = 86_400_000;
const HEADROOM = 1.08;

const dollars = new Intl.NumberFormat('en', {
  style: 'currency',
  currency: 'USD',
  maximumSignificantDigits: 4,
});
const day = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });
const hour = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });

/** Spent against an even pace and the limit, with where it leads. */
export function burnDownOptions(lines: BurnDownLines, look: BurnDownLook): EChartsCoreOption {
  const ofADay = lines.to - lines.from <= DAY_MS;
  const when = (at: number) => (ofADay ? hour : day).format(new Date(at));
  const text = { color: look.text, fontFamily: FONT, fontSize: 11 };
  const highest = Math.max(lines.limit, ...[...lines.spent, ...lines.forecast].map(([, y]) => y));
  const line = (name: string, data: Point[], more: object) => ({
    name,
    type: 'line',
    data,
    symbol: 'none',
    ...more,
  });
  return {
    animationDuration: 250,
    // On the right the limit’s name stands.
    grid: { left: 8, right: 44, top: 24, bottom: 36, containLabel: true },
    xAxis: {
      type: 'time',
      min: lines.from,
      max: lines.to,
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true, formatter: when },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      max: highest * HEADROOM,
      axisLabel: {
        ...text,
        showMaxLabel: false,
        formatter: (value: number) => dollars.format(value),
      },
      splitLine: { showMaxLine: false, lineStyle: { color: look.line } },
    },
    legend: { bottom: 0, left: 8, itemWidth: 18, itemHeight: 8, textStyle: text },
    tooltip: {
      trigger: 'axis',
      backgroundColor: look.surface,
      borderColor: look.line,
      textStyle: { color: look.strong, fontFamily: FONT, fontSize: 12 },
      valueFormatter: (value: unknown) => dollars.format(Number(value)),
    },
    series: [
      line('Spent', lines.spent, {
        color: look.spent,
        lineStyle: { width: 2.5, color: look.spent },
        areaStyle: { color: look.spent, opacity: 0.12 },
        z: 3,
        markLine: {
          silent: true,
          symbol: 'none',
          data: [{ yAxis: lines.limit }],
          lineStyle: { color: look.limit, width: 1.5, type: 'solid' },
          // Beside the grid: within it, a line for an amount may go through the word.
          label: { ...text, color: look.limit, position: 'end', formatter: 'Limit' },
        },
      }),
      line('Even pace', lines.pace, {
        color: look.text,
        lineStyle: { width: 1.25, type: 'dashed', color: look.text },
      }),
      line('Forecast', lines.forecast, {
        color: look.spent,
        lineStyle: { width: 2, type: 'dotted', color: look.spent },
      }),
      // A line without points would only be a name in the legend.
    ].filter(({ data }) => data.length > 0),
  };
}
